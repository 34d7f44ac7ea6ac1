import { type QuickPickItem, window } from "vscode";
import { t } from "../text/l10n.ts";
import type { OfferedSetting } from "./offered-settings.ts";
import type { AgentUser } from "./use-in-agent.ts";

/** The user, asked in dialogs: nothing goes on before an answer. */
export const agentUser: AgentUser = {
  async switchesOnAiFeatures() {
    const turnOn = t("Turn On");
    const detail = t(
      "The setting \"chat.disableAIFeatures\" hides VS Code's chat and agent. Ossicle's own chat works without them.",
    );
    const message = t("AI features are turned off in VS Code. Turn them on to use its agent?");
    return (await window.showInformationMessage(message, { modal: true, detail }, turnOn)) === turnOn;
  },

  async choosesExtension() {
    const enable = t("Enable");
    const participant = t("Use @ossicle Instead");
    const message = t("Enable GitHub Copilot Chat? VS Code's agent is part of it, and it is off.");
    const detail = [
      t(
        "It is a program of Microsoft's with network requests of its own: Ossicle's promise that nothing leaves this machine doesn't cover it. Ossicle's README lists the hosts that it looked up when this was measured.",
      ),
      t("You need no account: the answers come from the model on this machine."),
      t("@ossicle in VS Code's chat is Ossicle's own agent and works without it."),
    ].join("\n\n");
    const chosen = await window.showInformationMessage(message, { modal: true, detail }, enable, participant);
    if (chosen === enable) return "enable";
    return chosen === participant ? "participant" : undefined;
  },

  choosesSettings: (offered) =>
    Promise.resolve(
      window.showQuickPick(offered.map(asItem), {
        title: t("Settings of VS Code's Chat for a Model on This Machine"),
        placeHolder: t("Choose which to change. Escape changes none."),
        canPickMany: true,
        ignoreFocusOut: true,
      }),
    ).then((picked) => picked?.map(({ setting }) => setting)),
};

function asItem(setting: OfferedSetting): QuickPickItem & { setting: OfferedSetting } {
  const { name, value, label, detail } = setting;
  return { label, description: `${name}: ${value}`, detail, setting };
}
