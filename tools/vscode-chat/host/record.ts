/** Runs inside the extension host: does what a user does in VS Code's chat, and writes down what the model was asked. */

import { writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { commands, extensions, lm, version, window, workspace } from "vscode";
import { messageOf } from "../../../common/errors.ts";
import type { RecordedRequest, Recording } from "../recording.ts";
import { MODEL, RecordingModel } from "./model.ts";
import { RECORDER } from "./names.ts";

const CHAT_EXTENSION = "GitHub.copilot-chat";
const LIMIT_MS = 60_000;
const OPEN = "workbench.action.chat.open";
/** The first is the one that VS Code takes in place of any that it doesn't know; the last is Ossicle's. */
const MODES = ["agent", "Ask", "Ossicle"];
/** VS Code's command for that one: it is there once the chat's view knows the agents. */
const OPEN_LAST = `${OPEN}${MODES.at(-1)}`;

export async function run(): Promise<void> {
  const model = new RecordingModel();
  const provider = lm.registerLanguageModelChatProvider(RECORDER, model);
  const recording: Recording = { vscode: version, requests: model.requests };
  try {
    recording.chatExtension = await enableChat();
    await lm.selectChatModels({ vendor: RECORDER });
    const modelSelector = { vendor: RECORDER, id: MODEL };
    // Without a model the view has no agents.
    await commands.executeCommand(OPEN, { modelSelector });
    await until("VS Code's chat doesn't know Ossicle's agent.", async () =>
      (await commands.getCommands(true)).includes(OPEN_LAST),
    );
    for (const mode of MODES)
      await answered(model, mode, async () => {
        await commands.executeCommand("workbench.action.chat.newChat");
        await commands.executeCommand(OPEN, {
          query: "What is in this folder?",
          mode,
          modelSelector,
        });
      });
    const sizes = MODES.map((mode) => toolsIn(model.requests, mode));
    if (sizes.lastIndexOf(sizes[0] ?? 0) > 0)
      throw new Error("VS Code has taken its own agent for another one.");
    await answered(model, "inline chat", async () => {
      const [file] = await workspace.findFiles("*");
      if (!file) throw new Error("The workspace has no file.");
      await window.showTextDocument(file);
      await commands.executeCommand("inlineChat.start", { message: "Add a line.", autoSend: true });
    });
  } catch (error) {
    recording.error = messageOf(error);
  }
  provider.dispose();
  await writeFile(process.env.OSSICLE_RECORDING ?? "", JSON.stringify(recording));
}

/** As Ossicle's command does once the user agrees. Returns the extension's version. */
async function enableChat(): Promise<string> {
  await commands.executeCommand("workbench.extensions.installExtension", CHAT_EXTENSION, { enable: true });
  const extension = () => extensions.getExtension(CHAT_EXTENSION);
  await until("VS Code's chat extension did not start.", async () => extension()?.isActive === true);
  return String(extension()?.packageJSON.version);
}

/** Of what VS Code reports to nobody. */
async function until(otherwise: string, condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + LIMIT_MS; !(await condition()); await delay(200))
    if (Date.now() > deadline) throw new Error(otherwise);
}

/** The most tools that were offered in a step. */
const toolsIn = (requests: readonly RecordedRequest[], step: string) =>
  Math.max(...requests.filter((request) => request.step === step).map(({ tools }) => tools.length));

/** Does what the user does, and waits for the answer. A title is asked for beside it, without tools. */
async function answered(model: RecordingModel, step: string, ask: () => Promise<unknown>): Promise<void> {
  model.step = step;
  let listener: { dispose(): void } | undefined;
  const answer = new Promise<boolean>((resolve) => {
    listener = model.onAnswered(({ tools }) => {
      if (tools.length > 0) resolve(true);
    });
  });
  // VS Code's commands may wait until the answer is done, or not.
  const asked = ask();
  const hasAnswered = await Promise.race([answer, delay(LIMIT_MS, false), asked.then(() => answer)]);
  listener?.dispose();
  if (!hasAnswered) throw new Error(`Nothing was asked of the model: ${step}.`);
}
