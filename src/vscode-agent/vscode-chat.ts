/** VS Code's own chat view, and the extension of Microsoft's that its agent is made of. */

import { setTimeout as delay } from "node:timers/promises";
import {
  ConfigurationTarget,
  commands,
  Disposable,
  extensions,
  lm,
  ProgressLocation,
  window,
  workspace,
} from "vscode";
import { messageOf } from "../../common/errors.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import type { AgentEditor } from "./use-in-agent.ts";

const CHAT_EXTENSION = "GitHub.copilot-chat";
/** One of its commands. In a remote window it may run on the other side, where only these are seen of it. */
const CHAT_COMMAND = "github.copilot.git.generateCommitMessage";
const AGENTS_ON = "chat.agent.enabled";
const AI_FEATURES_OFF = "chat.disableAIFeatures";
/** As `media/agents/ossicle.agent.md` names it. */
const AGENT = "Ossicle";
/** VS Code's command for an agent. It is there once the chat view knows the agent, which nothing else says. */
const OPEN_AGENT = `workbench.action.chat.open${AGENT}`;
const AGENT_TIMEOUT_MS = 10_000;
const LOOK_MS = 100;

export const chatEditor: AgentEditor = {
  hasAiFeatures: () => workspace.getConfiguration().get(AI_FEATURES_OFF) !== true,

  async switchOnAiFeatures() {
    const settings = workspace.getConfiguration();
    const { workspaceValue, globalValue } = settings.inspect<boolean>(AI_FEATURES_OFF) ?? {};
    if (globalValue) await settings.update(AI_FEATURES_OFF, undefined, ConfigurationTarget.Global);
    if (workspaceValue) await settings.update(AI_FEATURES_OFF, undefined, ConfigurationTarget.Workspace);
    if (!chatEditor.hasAiFeatures())
      throw new Refusal(t('The setting "chat.disableAIFeatures" can\'t be changed here.'), {
        label: t("Open Settings"),
        command: "workbench.action.openSettings",
        arguments: [AI_FEATURES_OFF],
      });
  },

  hasChatExtension,

  async enableChatExtension() {
    const title = t("Enabling GitHub Copilot Chat…");
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    return window.withProgress(options, async (_, token) => {
      const subscriptions: Disposable[] = [];
      const appeared = new Promise<void>((resolve) => {
        const look = () => extensions.getExtension(CHAT_EXTENSION) && resolve();
        subscriptions.push(extensions.onDidChange(look));
      });
      const canceled = new Promise<false>((resolve) => {
        subscriptions.push(token.onCancellationRequested(() => resolve(false)));
      });
      try {
        return await Promise.race([enable(appeared).then(() => true), canceled]);
      } finally {
        Disposable.from(...subscriptions).dispose();
      }
    });
  },

  setting: (name) => workspace.getConfiguration().get(name),

  changeSetting: async (name, value) =>
    workspace.getConfiguration().update(name, value, ConfigurationTarget.Global),

  async openAgent() {
    // Where agents are off, VS Code would open the chat without one, and say nothing.
    if (workspace.getConfiguration().get(AGENTS_ON) === false)
      throw new Refusal(t('Agents are turned off in VS Code, by the setting "chat.agent.enabled".'), {
        label: t("Open Settings"),
        command: "workbench.action.openSettings",
        arguments: [AGENTS_ON],
      });
    // The view reads the agents when it opens. One that it doesn't know yet it would leave out, and say nothing.
    await openChat();
    if (!(await isThere(OPEN_AGENT)))
      throw new Refusal(
        t('VS Code doesn\'t show the agent "{0}" yet. Choose it in its chat, below the input.', AGENT),
      );
    await openChat({}, OPEN_AGENT);
  },

  openParticipant: () => openChat({ query: "@ossicle ", isPartialQuery: true, mode: "ask" }),
};

async function hasChatExtension(): Promise<boolean> {
  return (
    extensions.getExtension(CHAT_EXTENSION) !== undefined ||
    (await commands.getCommands(true)).includes(CHAT_COMMAND)
  );
}

async function enable(appeared: Promise<void>): Promise<void> {
  try {
    await commands.executeCommand("workbench.extensions.installExtension", CHAT_EXTENSION, { enable: true });
  } catch (error) {
    const why = messageOf(error);
    throw new Refusal(t("GitHub Copilot Chat can't be enabled here: {0}", why));
  }
  if (!(await hasChatExtension())) await appeared;
  await extensions.getExtension(CHAT_EXTENSION)?.activate();
}

/** Whether VS Code has a command, now or within some seconds: it reports none that it gets. */
async function isThere(command: string): Promise<boolean> {
  for (const deadline = Date.now() + AGENT_TIMEOUT_MS; Date.now() < deadline; await delay(LOOK_MS))
    if ((await commands.getCommands(true)).includes(command)) return true;
  return false;
}

async function openChat(options = {}, command = "workbench.action.chat.open"): Promise<void> {
  // VS Code knows no model before they are asked for.
  const [model] = await lm.selectChatModels({ vendor: "ossicle" });
  if (!model) throw new Refusal(t("VS Code's chat doesn't have the model yet. Try again when it is loaded."));
  const modelSelector = { vendor: model.vendor, id: model.id };
  await commands.executeCommand(command, { ...options, modelSelector });
}
