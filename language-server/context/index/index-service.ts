/** The index as its worker thread serves it. */
import { setTimeout as delay } from "node:timers/promises";
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
        void this.#findText(message);
        break;
      case "search":
      case "symbols":
        void this.#answer(message);
    }
  }

  async #findText({ id, question }: TextMessage): Promise<void> {
    const cancel = new AbortController();
    this.#running.set(id, cancel);
    try {
      const findings = await this.#texts.find(question, cancel.signal);
      this.#send({ type: "textFound", id, findings });
    } catch (error) {
      this.#send({ type: "failed", id, reason: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#running.delete(id);
    }
  }

  async #answer(message: SearchMessage | SymbolsMessage): Promise<void> {
    const { id, type, query } = message;
    const cancel = new AbortController();
    this.#running.set(id, cancel);
    const cancelled = new Promise<void>((resolve) => {
      cancel.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    try {
      // A cancelled question doesn't end the reading: the next one needs it as well.
      const refreshed = this.#index.refresh(this.#ended.signal);
      const patience =
        type === "symbols"
          ? [delay(SYMBOLS_TIMEOUT_MS, undefined, { signal: cancel.signal }).catch(() => {})]
          : [];
      await Promise.race([refreshed, cancelled, ...patience]);
      // Told by the search that waits for it, or by the next one.
      refreshed.catch(() => {});
      if (cancel.signal.aborted) this.#send({ type: "failed", id, reason: "cancelled" });
      else if (type === "search") this.#send({ type: "found", id, items: await this.#index.search(query) });
      else this.#send({ type: "symbolsFound", id, symbols: await this.#index.symbols(query, message.limit) });
    } catch (error) {
      this.#send({ type: "failed", id, reason: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#running.delete(id);
      cancel.abort();
    }
  }
}
