import { type Disposable, env, type LogOutputChannel, Uri, window, workspace } from "vscode";
import { parsePatch } from "../../../common/patch/parse.ts";
import { ranked, similarity } from "../../code/similarity.ts";
import { createFile, findNamed, isEditable, openFiles, type Reviews } from "../../review/index.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { t } from "../../text/l10n.ts";
import type { CodeBlockRequest } from "../view/messages.ts";
import { applyBlock } from "./apply-block.ts";
import { applyPatchBlock } from "./apply-patch.ts";
import { insertAtCursor } from "./insert-at-cursor.ts";
import { pickFile } from "./pick-file.ts";
import { CommandTerminal } from "./run-in-terminal.ts";

/** How many files are read to find the one that a block changes. */
const MAX_CANDIDATES = 40;

/** What can be done with a block of code in an answer. */
export class CodeBlockActions implements Disposable {
  readonly #server: LanguageServer;
  readonly #log: LogOutputChannel;
  readonly #reviews: Reviews;
  readonly #terminal = new CommandTerminal();
  /** The chat may itself be the active editor. */
  #lastEditor = window.activeTextEditor;
  readonly #subscription = window.onDidChangeActiveTextEditor((editor) => {
    if (editor && isEditable(editor.document.uri)) this.#lastEditor = editor;
  });

  constructor(server: LanguageServer, log: LogOutputChannel, reviews: Reviews) {
    this.#server = server;
    this.#log = log;
    this.#reviews = reviews;
  }

  /**
   * @param attached URIs of the files that the conversation has seen, the latest first
   * @throws an Error with a sentence for the user
   */
  async run(request: CodeBlockRequest, attached: readonly string[]): Promise<void> {
    const { code, language, file } = request;
    switch (request.action) {
      case "copy":
        return env.clipboard.writeText(code);
      case "insert":
        return this.#insert(code);
      case "apply":
        return this.#apply(request, attached);
      case "create":
        return createFile(code, language, file, this.#reviews);
      case "terminal":
        return this.#terminal.run(code, language);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#terminal.dispose();
  }

  async #insert(code: string): Promise<void> {
    const { document } = window.activeTextEditor ?? this.#lastEditor ?? {};
    if (!document || document.isClosed || !isEditable(document.uri))
      throw new Error(t("Open a file and put the cursor where the code belongs."));
    await insertAtCursor(document, code);
  }

  async #apply(request: CodeBlockRequest, attached: readonly string[]): Promise<void> {
    const patch = parsePatch(request.code, request.language);
    if (patch) {
      const target = { file: request.file, candidates: this.#candidates(attached) };
      return applyPatchBlock(patch, target, this.#reviews);
    }
    const uri = await this.#target(request, attached);
    if (uri === "create") return createFile(request.code, request.language, request.file, this.#reviews);
    if (!uri) return;
    const log = (line: string) => this.#log.info(line);
    const deps = { server: this.#server, reviews: this.#reviews, log };
    await applyBlock(await workspace.openTextDocument(uri), request, deps);
  }

  /** The file that the block changes; "create" when the user wants a new file, `undefined` when they cancel. */
  async #target(
    { code, file }: Pick<CodeBlockRequest, "code" | "file">,
    attached: readonly string[],
  ): Promise<Uri | "create" | undefined> {
    if (file !== undefined) {
      const { found } = await findNamed(file);
      if (found.length === 1) return found[0];
      if (found.length > 1) return this.#pick(code, found);
      const create = t("Create File");
      const other = t("Choose Another File");
      const message = t("{0} isn't in the workspace.", file);
      const choice = await window.showInformationMessage(message, { modal: true }, create, other);
      if (choice === create) return "create";
      if (choice !== other) return undefined;
      return this.#pick(code, this.#candidates(attached), true);
    }
    return this.#pick(code, this.#candidates(attached));
  }

  #candidates(attached: readonly string[]): Uri[] {
    const uris = [...openFiles(), ...attached.map((uri) => Uri.parse(uri, true)).filter(isEditable)];
    return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()].slice(0, MAX_CANDIDATES);
  }

  /** The file whose code the block clearly changes; otherwise the user chooses. */
  async #pick(code: string, uris: readonly Uri[], ask = false): Promise<Uri | "create" | undefined> {
    const scored = await Promise.all(uris.map(async (of) => ({ of, score: await this.#score(of, code) })));
    const { sure, order } = ranked(scored);
    if (sure && !ask) return order[0];
    const picked = await pickFile(order, [{ label: t("New File…"), alwaysShow: true }]);
    return picked && ("uri" in picked ? picked.uri : "create");
  }

  async #score(uri: Uri, code: string): Promise<number> {
    try {
      return similarity((await workspace.openTextDocument(uri)).getText(), code);
    } catch (error) {
      // The file is gone or isn't text.
      this.#log.debug(`${workspace.asRelativePath(uri)} can't be read: ${error}`);
      return -1;
    }
  }
}
