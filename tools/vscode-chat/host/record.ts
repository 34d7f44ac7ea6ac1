/** Runs inside the extension host: does what a user does in VS Code's chat, and writes down what the model was asked. */
import { writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { commands, extensions, lm, version, window, workspace } from "vscode";
import type { Recording } from "../recording.ts";
import { MODEL, RecordingModel } from "./model.ts";
import { RECORDER } from "./names.ts";

const CHAT_EXTENSION = "GitHub.copilot-chat";
const LIMIT_MS = 60_000;
/** VS Code's own, and Ossicle's. */
const MODES = ["agent", "Ask", "Ossicle"];

export async function run(): Promise<void> {
  const model = new RecordingModel();
  const provider = lm.registerLanguageModelChatProvider(RECORDER, model);
  const recording: Recording = { vscode: version, requests: model.requests };
  try {
    recording.chatExtension = await enableChat();
    await lm.selectChatModels({ vendor: RECORDER });
    for (const mode of MODES)
      await answered(model, mode, async () => {
        await commands.executeCommand("workbench.action.chat.newChat");
        await commands.executeCommand("workbench.action.chat.open", {
          query: "What is in this folder?",
          mode,
          modelSelector: { vendor: RECORDER, id: MODEL },
        });
      });
    await answered(model, "inline chat", async () => {
      const [file] = await workspace.findFiles("*");
      if (!file) throw new Error("The workspace has no file.");
      await window.showTextDocument(file);
      await commands.executeCommand("inlineChat.start", { message: "Add a line.", autoSend: true });
    });
  } catch (error) {
    recording.error = error instanceof Error ? error.message : String(error);
  }
  provider.dispose();
  await writeFile(process.env.OSSICLE_RECORDING ?? "", JSON.stringify(recording));
}

/** As Ossicle's command does once the user agrees. Returns the extension's version. */
async function enableChat(): Promise<string> {
  await commands.executeCommand("workbench.extensions.installExtension", CHAT_EXTENSION, { enable: true });
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const extension = extensions.getExtension(CHAT_EXTENSION);
    if (extension?.isActive) return String(extension.packageJSON.version);
    if (Date.now() > deadline) throw new Error("VS Code's chat extension did not start.");
    await delay(200);
  }
}

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
