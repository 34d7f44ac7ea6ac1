import {
  type CancellationToken,
  CancellationTokenSource,
  type Disposable,
  type NotebookDocument,
  Range,
  type Selection,
  type TextDocument,
  type TextEditor,
  Uri,
  window,
  workspace,
} from "vscode";
import type { ContextItem } from "../../../language-server/protocol/context.ts";
import type { TextRange } from "../../../language-server/protocol/range.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { plainRange } from "../../server/plain-range.ts";
import { t } from "../../text/l10n.ts";
import { readChanges } from "../../workspace/changes.ts";
import { Exclusion } from "../../workspace/exclusion.ts";
import { openDocument, readFileText } from "../../workspace/file-text.ts";
import { TerminalOutput } from "../../workspace/terminal-output.ts";
import { WorkspaceFileList } from "../../workspace/workspace-files.ts";
import type { ContextRef, Suggestion } from "../view/messages.ts";
import { filesByName } from "./file-names.ts";
import { readFolder } from "./folder.ts";
import { readProblems } from "./problems.ts";
import { readSelection } from "./selection.ts";
import { suggestKinds, suggestNamed } from "./suggestions.ts";
import { readSymbol } from "./symbols.ts";

const OWN_SCHEMES = new Set(["file", "untitled", "vscode-notebook-cell"]);

/** How a reference is shown on its chip. */
export interface Described {
  /** Codicon. */
  icon: string;
  label: string;
  detail: string;
  uri?: string;
  range?: TextRange;
}

/** Finds, describes and reads everything that can be attached to a question. */
export class ContextSources implements Disposable {
  readonly #server: LanguageServer;
  readonly #exclusion: Exclusion;
  readonly #files = new WorkspaceFileList();
  readonly #terminals: TerminalOutput;
  /** The chat may itself be the active editor. */
  #lastEditor: TextEditor | undefined = window.activeTextEditor;
  /** The last one with code of the user in it. */
  #lastCode = this.#lastEditor && isCode(this.#lastEditor.document) ? this.#lastEditor : undefined;
  readonly #subscription = window.onDidChangeActiveTextEditor((editor) => {
    if (editor) this.#lastEditor = editor;
    if (editor && isCode(editor.document)) this.#lastCode = editor;
  });

  constructor(server: LanguageServer, terminals = new TerminalOutput()) {
    this.#server = server;
    this.#exclusion = new Exclusion(server);
    this.#terminals = terminals;
  }

  /** For the picker behind "@" (files, folders, symbols) and "#" (selection, file, problems, changes, …). */
  async suggest(trigger: "@" | "#", query: string, token: CancellationToken): Promise<Suggestion[]> {
    if (trigger === "@") return suggestNamed(query, this.#files, this.#exclusion, this.#server, token);
    const [selection, file] = await Promise.all([this.activeSelection(), this.activeFile()]);
    const shown = (ref: ContextRef | undefined) => {
      if (!ref) return undefined;
      const { label, detail } = this.describe(ref);
      return { ref, name: label, path: detail };
    };
    return suggestKinds(query, shown(selection), shown(file));
  }

  /** How a reference is shown before it is read. */
  describe(ref: ContextRef): Described {
    if ("uri" in ref) {
      const { uri } = ref;
      const path = workspace.asRelativePath(Uri.parse(uri, true));
      const name = path.slice(path.lastIndexOf("/") + 1);
      switch (ref.kind) {
        case "file":
          return { icon: "file", label: name, detail: path, uri };
        case "folder":
          return { icon: "folder", label: `${name}/`, detail: path };
        case "symbol":
          return { icon: "symbol-method", label: ref.name, detail: path, uri, range: ref.range };
        case "selection": {
          const lines = lineNumbers(ref.range);
          const { range } = ref;
          return { icon: "selection", label: `${name}:${lines}`, detail: `${path}:${lines}`, uri, range };
        }
      }
    }
    switch (ref.kind) {
      case "problems":
        return {
          icon: "warning",
          label: t("Problems"),
          detail: t("Errors and warnings, with their code"),
        };
      case "changes":
        return {
          icon: "diff",
          label: t("Changes"),
          detail: t("Changes since the last commit"),
        };
      case "stagedChanges":
        return { icon: "diff", label: t("Staged changes"), detail: t("Changes to be committed") };
      case "terminal":
        return {
          icon: "terminal",
          label: t("Terminal"),
          detail: t("The last command and its output"),
        };
      case "codebase":
        return {
          icon: "search",
          label: t("Codebase"),
          detail: t("Parts of the workspace that match the question"),
        };
    }
  }

  /**
   * Why a file or folder that the user named would not be attached automatically, as a sentence; `undefined` when there
   * is no reason, or the server isn't running.
   */
  async warning(ref: ContextRef, token: CancellationToken): Promise<string | undefined> {
    if (!("uri" in ref) || !this.#server.client) return undefined;
    const [reason] = await this.#exclusion.reasons([Uri.parse(ref.uri, true)], token);
    return reason ?? undefined;
  }

  /**
   * Reads what a reference names, as it is now. A file that the user named is always read; a search leaves out files
   * that are ignored or may contain secrets.
   *
   * @param question what "codebase" searches for
   * @throws an Error with a sentence for the user, when there is nothing
   */
  async read(ref: ContextRef, question: string, token: CancellationToken): Promise<ContextItem[]> {
    switch (ref.kind) {
      case "file":
        return [await readWholeFile(ref.uri)];
      case "selection":
        return [await readSelection(ref)];
      case "folder":
        return readFolder(Uri.parse(ref.uri, true), this.#exclusion, token);
      case "symbol":
        return [await readSymbol(ref)];
      case "problems":
        return [await readProblems(this.#exclusion, token)];
      case "changes":
        return [await readChanges(false, this.#exclusion, token)];
      case "stagedChanges":
        return [await readChanges(true, this.#exclusion, token)];
      case "terminal":
        return [{ kind: "terminal", ...this.#terminals.read() }];
      case "codebase":
        return this.#searchCodebase(question, token);
    }
  }

  /** Those of the names that files of the workspace have. */
  async namesOfFiles(names: readonly string[]): Promise<string[]> {
    const named = filesByName(await this.#namedFiles());
    return names.filter((name) => named(name).length > 0);
  }

  /** The files of the workspace that have a name. */
  async filesNamed(name: string): Promise<Uri[]> {
    return filesByName(await this.#namedFiles())(name).map(({ uri }) => uri);
  }

  /** The selection of the active editor, if there is one and its file isn't excluded. */
  async activeSelection(): Promise<Extract<ContextRef, { kind: "selection" }> | undefined> {
    const editor = this.#activeEditor();
    if (!editor || editor.selection.isEmpty || !(await this.#isAllowed(editor.document.uri)))
      return undefined;
    return {
      kind: "selection",
      uri: editor.document.uri.toString(),
      range: plainRange(editor.selection),
    };
  }

  /** The active file, if it is not excluded. */
  async activeFile(): Promise<Extract<ContextRef, { kind: "file" }> | undefined> {
    const uri = this.#activeEditor()?.document.uri;
    return uri && (await this.#isAllowed(uri)) ? { kind: "file", uri: uri.toString() } : undefined;
  }

  /** The code that the user works on: the selection, or else the file. */
  async activeCode(): Promise<ContextRef | undefined> {
    return (await this.activeSelection()) ?? (await this.activeFile());
  }

  /**
   * What the user looks at, as far as it may be attached by itself: the selection, or else the cell of a notebook, or
   * else the file. Output, settings, a diff's earlier side and the like are nothing of it.
   */
  async seen(): Promise<Extract<ContextRef, { kind: "selection" | "file" }> | undefined> {
    if (!workspace.isTrusted) return undefined;
    const shown = this.#shown();
    if (!shown || !(await this.#isAllowed(notebookOf(shown.document)?.uri ?? shown.document.uri)))
      return undefined;
    const { document, selection } = shown;
    const uri = document.uri.toString();
    if (selection && document.getText(selection).trim() !== "")
      return { kind: "selection", uri, range: plainRange(selection) };
    if (document.lineCount === 1 && document.lineAt(0).isEmptyOrWhitespace) return undefined;
    if (!notebookOf(document)) return { kind: "file", uri };
    const end = document.lineAt(document.lineCount - 1).range.end;
    return { kind: "selection", uri, range: plainRange(new Range(0, 0, end.line, end.character)) };
  }

  /** Changes with the text of what a reference names; `undefined` where no editor has it. */
  versionOf(ref: ContextRef): number | undefined {
    return "uri" in ref ? openDocument(Uri.parse(ref.uri, true))?.version : undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#files.dispose();
    this.#terminals.dispose();
  }

  #activeEditor(): TextEditor | undefined {
    const editor = window.activeTextEditor ?? this.#lastEditor;
    // Output channels are documents too.
    return editor && !editor.document.isClosed && editor.document.uri.scheme !== "output"
      ? editor
      : undefined;
  }

  async #namedFiles() {
    return (await this.#files.all()).map((uri) => ({
      uri,
      path: uri.path,
      relative: workspace.asRelativePath(uri),
    }));
  }

  /** The code that is in view: the active editor's, or else the last one's, or the selected cell of a notebook. */
  #shown(): { document: TextDocument; selection?: Selection } | undefined {
    const { activeTextEditor: active, activeNotebookEditor: notebook, visibleTextEditors } = window;
    const editor = active && isCode(active.document) ? active : this.#lastCode;
    if (editor && visibleTextEditors.includes(editor) && !editor.document.isClosed) return editor;
    const cell = notebook?.selections[0];
    if (!notebook || !cell || cell.isEmpty) return undefined;
    const { document } = notebook.notebook.cellAt(cell.start);
    return isCode(document) ? { document } : undefined;
  }

  /** While the server isn't running, no file is known to be allowed, so none is attached automatically. */
  async #isAllowed(uri: Uri): Promise<boolean> {
    const { token } = new CancellationTokenSource();
    try {
      const [reason] = await this.#exclusion.reasons([uri], token);
      return reason === null;
    } catch {
      return false;
    }
  }

  async #searchCodebase(question: string, token: CancellationToken): Promise<ContextItem[]> {
    const items = await this.#server.runningClient.searchCodebase(question, token);
    if (items.length === 0 && !token.isCancellationRequested)
      throw new Error(t("Nothing in the workspace matches the question. Use names that appear in the code."));
    return items;
  }
}

/** Whether it is written by the user: a file, one that isn't saved yet, or a cell of a notebook. */
function isCode({ uri }: TextDocument): boolean {
  const folders = workspace.workspaceFolders ?? [];
  return OWN_SCHEMES.has(uri.scheme) || folders.some((folder) => folder.uri.scheme === uri.scheme);
}

function notebookOf(document: TextDocument): NotebookDocument | undefined {
  return workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some((cell) => cell.document === document),
  );
}

async function readWholeFile(uri: string): Promise<ContextItem> {
  const file = Uri.parse(uri, true);
  return { kind: "file", title: workspace.asRelativePath(file), uri, text: await readFileText(file) };
}

/** A range that ends at the start of a line doesn't include that line. */
function lineNumbers({ start, end }: TextRange): string {
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return last === start.line + 1 ? String(last) : `${start.line + 1}-${last}`;
}
