/** Puts the edits in place together. Loaded when the first of their commands runs. */

import {
  commands,
  type Disposable,
  type Position,
  ProgressLocation,
  Range,
  type TextEditor,
  Uri,
  window,
  workspace,
} from "vscode";
import type { EditKind } from "../../language-server/protocol/edit-command.ts";
import type { ContextRef } from "../chat/index.ts";
import type { Reviews } from "../review/index.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { plainRange } from "../server/plain-range.ts";
import { t } from "../text/l10n.ts";
import { noOpenFile, Refusal } from "../text/refusal.ts";
import type { TerminalOutput } from "../workspace/terminal-output.ts";
import { readEditArguments, readProblem } from "./command-arguments.ts";
import { writeCommitMessage } from "./commit/commit-message.ts";
import { problemsIn } from "./inline/diagnostics.ts";
import { EditQueue } from "./inline/edit-queue.ts";
import { problemAt } from "./problem-help.ts";
import { refactorings } from "./refactorings.ts";
import { suggestNames } from "./rename/rename.ts";
import { lastTerminalError } from "./terminal-error.ts";
import { writeTests } from "./tests/test-files.ts";

/** Opens the chat and asks about something in a new thread. */
export type AskInChat = (question: string, about: ContextRef[]) => Promise<void>;

interface EditLocation {
  uri: Uri;
  range: Range;
}

export class Edits implements Disposable {
  readonly #server: LanguageServer;
  readonly #reviews: Reviews;
  readonly #terminals: TerminalOutput;
  readonly #queue: EditQueue;

  constructor(server: LanguageServer, reviews: Reviews, terminals: TerminalOutput) {
    this.#server = server;
    this.#reviews = reviews;
    this.#terminals = terminals;
    this.#queue = new EditQueue(server, reviews);
  }

  get queue(): EditQueue {
    return this.#queue;
  }

  /** Runs the edit of a code action, or asks the user for an instruction. */
  async edit(raw: unknown): Promise<void> {
    const args = readEditArguments(raw);
    if (!args) return this.withInstruction();
    const place = { uri: Uri.parse(args.uri, true), range: args.range };
    await this.#add(place, args.kind, args.instruction, titleOf(args.kind));
  }

  async ofKind(kind: EditKind, title: string): Promise<void> {
    await this.#add(activePlace(), kind, "", title);
  }

  async withInstruction(): Promise<void> {
    const place = activePlace();
    const instruction = await askInstruction(t("What should change?"));
    if (instruction !== undefined) await this.#add(place, "edit", instruction, t("Edit"));
  }

  /** Asks which refactoring to run. */
  async refactor(): Promise<void> {
    const editor = activeEditor();
    const place = activePlace();
    const document = editor.document;
    const range = await this.#server.runningClient.editRange(document, place.range);
    const canRename = await renameIsPossible(editor);
    const offered = refactorings(document.languageId, document.getText(range), canRename);
    const picked = await window.showQuickPick(offered, {
      placeHolder: t("How should this code be refactored?"),
    });
    if (!picked) return;
    if (picked.special === "rename") return void (await commands.executeCommand("ossicle.suggestNames"));
    if (picked.special === "own") return this.withInstruction();
    await this.#add({ uri: place.uri, range }, "refactor", picked.instruction, picked.label);
  }

  /** Writes tests for the code at the cursor into the project's test file. */
  async writeTests(): Promise<void> {
    const { document, selection } = activeEditor();
    const title = t("Ossicle: writing tests");
    const location = ProgressLocation.Notification;
    await window.withProgress({ location, title, cancellable: true }, (_, token) =>
      writeTests(this.#server, this.#reviews, document, selection, token),
    );
  }

  suggestNames(): Promise<void> {
    return suggestNames(this.#server);
  }

  commitMessage(sourceControl: unknown): Promise<void> {
    return writeCommitMessage(this.#server, sourceControl);
  }

  /** Asks the chat about the last command that failed in a terminal. */
  async aboutTerminal(): Promise<{ question: string; about: ContextRef[] }> {
    const { question, ref } = await lastTerminalError(this.#terminals);
    return { question, about: [ref] };
  }

  /** Fixes the code around one problem. */
  async fixProblem(place: readonly unknown[]): Promise<void> {
    const { uri, position } = readProblem(place);
    await this.#add({ uri, range: new Range(position, position) }, "fix", "", titleOf("fix"));
  }

  /** Asks the chat about one problem and its code. */
  async aboutProblem(place: readonly unknown[]): Promise<{ question: string; about: ContextRef[] }> {
    const { uri, position } = readProblem(place);
    const document = await workspace.openTextDocument(uri);
    const found = problemAt(document, position);
    if (!found) throw new Refusal(t("This problem is no longer reported."));
    const { message, source, code } = found;
    const value = typeof code === "object" ? code.value : code;
    const name = [source, value].filter((part) => part !== undefined).join(" ");
    const line = found.range.start.line + 1;
    const question = t("What does this problem on line {0} mean, and how do I fix it?", line);
    const said = name === "" ? message : `${message} (${name})`;
    return {
      question: `${question}\n\n${said}`,
      about: [selectionRef(uri, await this.#codeAround(uri, position))],
    };
  }

  async #codeAround(uri: Uri, position: Position): Promise<Range> {
    const document = await workspace.openTextDocument(uri);
    return this.#server.runningClient.editRange(document, new Range(position, position));
  }

  async followUp(requestId: unknown): Promise<void> {
    const instruction = await askInstruction(t("What else?"));
    if (instruction !== undefined) await this.#queue.followUp(requestId, instruction);
  }

  /** The code at the cursor as something to attach to a question. */
  async codeHere(): Promise<ContextRef> {
    const { uri, range } = activePlace();
    const { document } = activeEditor();
    return selectionRef(
      uri,
      range.isEmpty ? await this.#server.runningClient.editRange(document, range) : range,
    );
  }

  dispose(): void {
    this.#queue.dispose();
  }

  async #add(
    { uri, range }: EditLocation,
    kind: EditKind,
    instruction: string,
    title: string,
  ): Promise<void> {
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { preserveFocus: true });
    // A fix is of all problems in the code that it may change. Where none is reported, the model looks for what is wrong.
    const diagnostics =
      kind === "fix" ? problemsIn(uri, await this.#server.runningClient.editRange(document, range)) : [];
    await this.#queue.add({ uri, range, kind, instruction, title, diagnostics });
  }
}

function selectionRef(uri: Uri, range: Range): ContextRef {
  return { kind: "selection", uri: uri.toString(), range: plainRange(range) };
}

export function activeEditor(): TextEditor {
  const editor = window.activeTextEditor;
  if (!editor) throw noOpenFile();
  return editor;
}

function activePlace(): EditLocation {
  const { document, selection } = activeEditor();
  return { uri: document.uri, range: selection };
}

async function askInstruction(prompt: string): Promise<string | undefined> {
  const instruction = await window.showInputBox({
    prompt,
    placeHolder: t("For example: handle an empty list"),
    validateInput: (text) => (text.trim() === "" ? t("Describe the change.") : undefined),
  });
  return instruction?.trim();
}

/** Whether the language can rename the symbol at the cursor. */
async function renameIsPossible({ document, selection }: TextEditor): Promise<boolean> {
  try {
    return (
      (await commands.executeCommand("vscode.prepareRename", document.uri, selection.active)) !== undefined
    );
  } catch {
    return false;
  }
}

function titleOf(kind: EditKind): string {
  switch (kind) {
    case "fix":
      return t("Fix");
    case "refactor":
      return t("Simplify");
    case "document":
      return t("Add documentation");
    case "test":
      return t("Write tests");
    default:
      return t("Edit");
  }
}
