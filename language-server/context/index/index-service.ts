/** The index as its worker thread serves it. */

import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../../../common/errors.ts";
import type { FromIndex, SearchMessage, SymbolsMessage, TextMessage, ToIndex } from "./messages.ts";
import type { TextSearcher } from "./text-search.ts";
import type { WorkerFileSystem } from "./worker-file-system.ts";
import type { WorkspaceIndex } from "./workspace-index.ts";

/** A picker shows what is known by then; the next letter finds more. */
const SYMBOLS_TIMEOUT_MS = 500;

export class IndexService {
  readonly #index: WorkspaceIndex;
  readonly #texts: TextSearcher;
  readonly #send: (message: FromIndex) => void;
  readonly #setFolders: (folders: readonly string[]) => void;
  readonly #files: WorkerFileSystem;
  readonly #ended = new AbortController();
  readonly #running = new Map<number, AbortController>();

  constructor(
    index: WorkspaceIndex,
    texts: TextSearcher,
    setFolders: (folders: readonly string[]) => void,
    files: WorkerFileSystem,
    send: (message: FromIndex) => void,
  ) {
    this.#index = index;
    this.#texts = texts;
    this.#files = files;
    this.#setFolders = setFolders;
    this.#send = send;
  }

  receive(message: ToIndex): void {
    switch (message.type) {
      case "workspace":
        this.#setFolders(message.folders);
        this.#index.invalidate();
        break;
      case "open":
        this.#index.setOpen(message.uri, message.text);
        this.#texts.setOpen(message.uri, message.text);
        break;
      case "invalidate":
        this.#index.invalidate();
        break;
      case "cancel":
        this.#running.get(message.id)?.abort();
        break;
      case "fileText":
      case "fileEntries":
      case "fileState":
      case "fileFailed":
        this.#files.receive(message);
        break;
      case "text":
        void this.#run(message.id, (signal) => this.#findText(message, signal));
        break;
      case "search":
      case "symbols":
        void this.#run(message.id, (signal) => this.#answer(message, signal));
    }
  }

  /** Answers a question, unless it is cancelled. */
  async #run(id: number, work: (signal: AbortSignal) => Promise<FromIndex>): Promise<void> {
    const cancel = new AbortController();
    this.#running.set(id, cancel);
    try {
      this.#send(await work(cancel.signal));
    } catch (error) {
      this.#send({ type: "failed", id, reason: messageOf(error) });
    } finally {
      this.#running.delete(id);
      cancel.abort();
    }
  }

  async #findText({ id, question }: TextMessage, signal: AbortSignal): Promise<FromIndex> {
    return { type: "textFound", id, findings: await this.#texts.find(question, signal) };
  }

  async #answer(message: SearchMessage | SymbolsMessage, signal: AbortSignal): Promise<FromIndex> {
    const { id, type, query } = message;
    const cancelled = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    // A cancelled question doesn't end the reading: the next one needs it as well.
    const refreshed = this.#index.refresh(this.#ended.signal);
    const patience =
      type === "symbols" ? [delay(SYMBOLS_TIMEOUT_MS, undefined, { signal }).catch(() => {})] : [];
    await Promise.race([refreshed, cancelled, ...patience]);
    // Told by the search that waits for it, or by the next one.
    refreshed.catch(() => {});
    if (signal.aborted) return { type: "failed", id, reason: "cancelled" };
    if (type === "search") return { type: "found", id, items: await this.#index.search(query) };
    return { type: "symbolsFound", id, symbols: await this.#index.symbols(query, message.limit) };
  }
}
