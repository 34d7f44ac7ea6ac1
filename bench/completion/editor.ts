/** An editor without a screen: documents, a cursor, and the gray text that the server's answers become. */
import { setTimeout as delay } from "node:timers/promises";
import {
  CancellationTokenSource,
  ExecuteCommandRequest,
  type InlineCompletionItem,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { ServerProcess } from "../../test/server/support/client.ts";

/** A suggestion as it is shown. */
export interface GrayText {
  /** The document's text before the cursor, and what comes after it if the suggestion is accepted. */
  before: string;
  inserted: string;
  /** The document's text behind what is inserted. */
  after: string;
  item: InlineCompletionItem;
}

export interface Edit {
  offset: number;
  deleted: number;
  inserted: string;
}

/** How one request of the editor has ended. */
export interface Asked {
  /** The next key came first. */
  wasCancelled: boolean;
  hasSuggestion: boolean;
  /** Requests for suggestions that the model got meanwhile. */
  modelRequests: number;
}

export class Editor {
  readonly asked: Asked[] = [];
  readonly #server: ServerProcess;
  readonly #modelRequests: () => number | Promise<number>;
  readonly #documents = new Map<string, TextDocument>();
  grayText: GrayText | undefined;
  onShown: ((shown: GrayText) => void) | undefined;

  /** @param modelRequests how many requests for suggestions the model has had until now */
  constructor(server: ServerProcess, modelRequests: () => number | Promise<number>) {
    this.#server = server;
    this.#modelRequests = modelRequests;
  }

  async open(uri: string, text: string): Promise<void> {
    this.#documents.set(uri, TextDocument.create(uri, "typescript", 1, text));
    await this.#server.open(uri, text);
  }

  /**
   * Changes the text, with the cursor behind the change, and asks for a suggestion as an editor does at each key.
   *
   * @param patienceMs until the next key comes; without it, the answer is waited for
   */
  async edit(uri: string, edit: Edit, patienceMs?: number): Promise<void> {
    const document = this.#document(uri);
    const { offset, deleted, inserted } = edit;
    const range = { start: document.positionAt(offset), end: document.positionAt(offset + deleted) };
    TextDocument.update(document, [{ range, text: inserted }], document.version + 1);
    this.grayText = undefined;
    await this.#server.change(uri, { range, text: inserted });
    await this.#ask(uri, offset + inserted.length, patienceMs);
  }

  /** Takes so many characters of the gray text; all of them count as accepting it. */
  async accept(uri: string, length: number): Promise<void> {
    const { grayText } = this;
    if (!grayText) throw new Error("There is no gray text.");
    const { before, inserted, after, item } = grayText;
    const isAll = length === inserted.length;
    const document = this.#document(uri);
    const replaced = document.getText().length - before.length - after.length;
    const { command } = item;
    if (isAll && command)
      await this.#server.connection.sendRequest(ExecuteCommandRequest.type, {
        command: command.command,
        arguments: command.arguments ?? [],
      });
    await this.edit(uri, {
      offset: before.length,
      deleted: isAll ? replaced : 0,
      inserted: inserted.slice(0, length),
    });
  }

  async #ask(uri: string, cursor: number, patienceMs: number | undefined): Promise<void> {
    const document = this.#document(uri);
    const source = new CancellationTokenSource();
    const before = await this.#modelRequests();
    const answer = this.#server.suggest(uri, document.positionAt(cursor), {
      automatic: true,
      token: source.token,
    });
    const ended = answer.then(
      (item) => ({ item }),
      () => undefined,
    );
    const outcome = await (patienceMs === undefined
      ? ended
      : Promise.race([ended, delay(patienceMs, undefined)]));
    if (!outcome) source.cancel();
    const { item } = outcome ?? {};
    if (item) {
      this.grayText = shownAt(document, cursor, item);
      this.onShown?.(this.grayText);
    }
    this.asked.push({
      wasCancelled: outcome === undefined,
      hasSuggestion: item !== null && item !== undefined,
      modelRequests: (await this.#modelRequests()) - before,
    });
  }

  #document(uri: string): TextDocument {
    const document = this.#documents.get(uri);
    if (!document) throw new Error(`${uri} is not open.`);
    return document;
  }
}

/** Throws where the item can't be shown at the cursor: an editor would show nothing, or something else. */
function shownAt(document: TextDocument, cursor: number, item: InlineCompletionItem): GrayText {
  const text = document.getText();
  const { range } = item;
  const start = range ? document.offsetAt(range.start) : cursor;
  const end = range ? document.offsetAt(range.end) : cursor;
  const whole = typeof item.insertText === "string" ? item.insertText : item.insertText.value;
  const typed = text.slice(start, cursor);
  if (start > cursor || end < cursor || !whole.startsWith(typed))
    throw new Error(`The suggestion ${JSON.stringify(whole)} doesn't go on from ${JSON.stringify(typed)}.`);
  return { before: text.slice(0, cursor), inserted: whole.slice(typed.length), after: text.slice(end), item };
}
