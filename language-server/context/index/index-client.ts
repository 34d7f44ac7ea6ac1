/** The index in its own thread, so that the server never waits for it. The thread is started when it is first needed. */

import { Worker } from "node:worker_threads";
import type { ContextItem, WorkspaceSymbol } from "../../protocol/context.ts";
import { t } from "../../text/l10n.ts";
import type { FromIndex, SearchMessage, SymbolsMessage, TextMessage, ToIndex } from "./messages.ts";
import type { TextFindings, TextQuestion, TextSearch } from "./text-search.ts";
import { answerFile } from "./worker-file-system.ts";
import type { WorkspaceTree } from "./workspace-tree.ts";

export interface IndexClientOptions {
  /** `dist/index-worker.mjs` */
  workerPath: string;
  /** URIs. */
  folders: () => readonly string[];
  openDocuments: () => Iterable<OpenDocument>;
  /** For what the thread can't read itself. */
  files: WorkspaceTree;
  log: (line: string) => void;
}

export interface OpenDocument {
  uri: string;
  version: number;
  getText(): string;
}

/** Several times the budget of the index: beyond that the thread ends, not the server. */
const MAX_HEAP_MB = 512;

interface Waiting {
  resolve: (message: FromIndex) => void;
  reject: (error: Error) => void;
}

export class IndexClient implements TextSearch {
  readonly #options: IndexClientOptions;
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #folders = "";
  /** Versions of the open documents that the thread has. */
  readonly #open = new Map<string, number>();
  #disposed = false;

  constructor(options: IndexClientOptions) {
    this.#options = options;
  }

  /** The pieces of the workspace that fit a question best. @throws when `signal` aborts, or the index fails */
  async search(query: string, signal: AbortSignal): Promise<ContextItem[]> {
    const found = await this.#ask({ type: "search", query }, signal);
    return found.type === "found" ? found.items : [];
  }

  /** Declarations whose names match. @throws when `signal` aborts, or the index fails */
  async symbols(query: string, limit: number, signal: AbortSignal): Promise<WorkspaceSymbol[]> {
    const found = await this.#ask({ type: "symbols", query, limit }, signal);
    return found.type === "symbolsFound" ? found.symbols : [];
  }

  async findText(question: TextQuestion, signal: AbortSignal): Promise<TextFindings> {
    const found = await this.#ask({ type: "text", question }, signal);
    if (found.type !== "textFound") throw new Error(`The index answered "${found.type}".`);
    return found.findings;
  }

  /** Files or ignore files changed. */
  invalidate(): void {
    if (this.#worker) this.#post({ type: "invalidate" });
  }

  dispose(): void {
    this.#disposed = true;
    void this.#worker?.terminate();
  }

  async #ask(
    question: Omit<SearchMessage, "id"> | Omit<SymbolsMessage, "id"> | Omit<TextMessage, "id">,
    signal: AbortSignal,
  ): Promise<FromIndex> {
    signal.throwIfAborted();
    if (this.#disposed) throw new Error("The server is shutting down.");
    this.#worker ??= this.#start();
    this.#tellWorkspace();
    const id = this.#nextId++;
    const cancel = () => this.#post({ type: "cancel", id });
    signal.addEventListener("abort", cancel, { once: true });
    try {
      return await new Promise<FromIndex>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        this.#post({ ...question, id });
      });
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  /** What changed since the last question. */
  #tellWorkspace(): void {
    const folders = [...this.#options.folders()];
    if (JSON.stringify(folders) !== this.#folders) {
      this.#folders = JSON.stringify(folders);
      this.#post({ type: "workspace", folders });
    }
    const open = new Set<string>();
    for (const document of this.#options.openDocuments()) {
      const { uri, version } = document;
      open.add(uri);
      if (this.#open.get(uri) === version) continue;
      this.#open.set(uri, version);
      this.#post({ type: "open", uri, text: document.getText() });
    }
    for (const uri of this.#open.keys()) {
      if (open.has(uri)) continue;
      this.#open.delete(uri);
      this.#post({ type: "open", uri, text: null });
    }
  }

  #post(message: ToIndex): void {
    this.#worker?.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(this.#options.workerPath, {
      // Not the debugger's port of this process.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    worker.unref();
    worker.on("message", (message: FromIndex) => this.#receive(message, worker));
    worker.on("error", (error) => this.#options.log(`The index stopped: ${error.message}`));
    worker.on("exit", () => this.#ended(worker));
    return worker;
  }

  #receive(message: FromIndex, worker: Worker): void {
    if (message.type === "log") {
      this.#options.log(message.line);
      return;
    }
    if (message.type === "file") {
      void answerFile(message, this.#options.files).then((answer) => worker.postMessage(answer));
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === "failed") waiting?.reject(new Error(message.reason));
    else waiting?.resolve(message);
  }

  /** The next question starts it again. */
  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#folders = "";
    this.#open.clear();
    for (const { reject } of this.#waiting.values())
      reject(new Error(t("The index stopped unexpectedly. Try again.")));
    this.#waiting.clear();
  }
}
