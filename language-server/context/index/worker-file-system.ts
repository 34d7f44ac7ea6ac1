/** Files that a thread asks the server for, question and answer. */
import { messageOf } from "../../../common/errors.ts";
import type { FileState, FolderEntry } from "../../protocol/workspace.ts";
import type { FileAnswer, FileQuestion } from "./messages.ts";
import type { WorkspaceTree } from "./workspace-tree.ts";

/** The thread's end. */
export class WorkerFileSystem implements WorkspaceTree {
  readonly #send: (question: FileQuestion) => void;
  readonly #waiting = new Map<number, (answer: FileAnswer) => void>();
  #nextId = 1;

  constructor(send: (question: FileQuestion) => void) {
    this.#send = send;
  }

  async readText(uri: string): Promise<string | null> {
    const answer = await this.#ask("text", uri);
    if (answer.type === "fileFailed") throw new Error(answer.reason);
    return answer.type === "fileText" ? answer.text : null;
  }

  /** What the thread asks for is elsewhere than on the disk. */
  async realUri(): Promise<undefined> {
    return undefined;
  }

  async list(uri: string): Promise<FolderEntry[]> {
    const answer = await this.#ask("entries", uri);
    return answer.type === "fileEntries" ? answer.entries : [];
  }

  async state(uri: string): Promise<FileState | undefined> {
    const answer = await this.#ask("state", uri);
    return answer.type === "fileState" ? answer.state : undefined;
  }

  receive(answer: FileAnswer): void {
    this.#waiting.get(answer.id)?.(answer);
    this.#waiting.delete(answer.id);
  }

  #ask(about: FileQuestion["about"], uri: string): Promise<FileAnswer> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ type: "file", id, about, uri });
    });
  }
}

/** The server's end: the answer, whatever happens. */
export async function answerFile(
  { id, about, uri }: FileQuestion,
  files: WorkspaceTree,
): Promise<FileAnswer> {
  try {
    switch (about) {
      case "text":
        return { type: "fileText", id, text: await files.readText(uri) };
      case "entries":
        return { type: "fileEntries", id, entries: await files.list(uri) };
      case "state":
        return { type: "fileState", id, state: await files.state(uri) };
    }
  } catch (error) {
    return { type: "fileFailed", id, reason: messageOf(error) };
  }
}
