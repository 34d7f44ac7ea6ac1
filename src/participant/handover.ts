/** Takes a conversation of the side bar's chat along into VS Code's own. */
import { commands, Uri, workspace } from "vscode";
import { type Thread, threadMarkdown, threadTitle } from "../chat/shared.ts";
import { conversationFile } from "./conversation-file.ts";

/** What was handed over longer ago is deleted. */
const KEEP_MS = 7 * 24 * 60 * 60_000;

/**
 * Opens VS Code's chat with the conversation attached to the next question to `@ossicle`. The user sees it there, and may
 * take it away again.
 *
 * @param folder for the file that is attached
 */
export async function handOver(thread: Thread, folder: Uri): Promise<void> {
  const { name, text } = conversationFile(threadTitle(thread), threadMarkdown(thread));
  await tidy(folder);
  const file = Uri.joinPath(folder, name);
  await workspace.fs.writeFile(file, new TextEncoder().encode(text));
  await commands.executeCommand("workbench.action.chat.newChat");
  await commands.executeCommand("workbench.action.chat.open", {
    query: "@ossicle ",
    isPartialQuery: true,
    attachFiles: [file],
  });
}

async function tidy(folder: Uri): Promise<void> {
  await workspace.fs.createDirectory(folder);
  for (const [name] of await workspace.fs.readDirectory(folder)) {
    const file = Uri.joinPath(folder, name);
    const { mtime } = await workspace.fs.stat(file);
    if (Date.now() - mtime > KEEP_MS) await workspace.fs.delete(file);
  }
}
