import { type Disposable, EventEmitter } from "vscode";
import type { Found } from "./thread-search.ts";
import type { Summary, ThreadStore } from "./thread-store.ts";

/** The threads in the history: all, or those that a search found. */
export class ThreadList implements Disposable {
  readonly #store: ThreadStore;
  readonly #changed = new EventEmitter<void>();
  #query = "";
  #search = new AbortController();
  #shown: (Summary & Found)[] = [];

  readonly onDidChange = this.#changed.event;

  constructor(store: ThreadStore) {
    this.#store = store;
  }

  /** The latest first. */
  get shown(): readonly (Summary & Found)[] {
    return this.#shown;
  }

  /** Shows the threads that contain the query; "" shows all again. */
  async search(query: string): Promise<void> {
    this.#query = query.trim();
    await this.refresh();
  }

  /** Reads the list or repeats the search. */
  async refresh(): Promise<void> {
    this.#search.abort();
    this.#search = new AbortController();
    const { signal } = this.#search;
    const found =
      this.#query === "" ? await this.#store.list() : await this.#store.search(this.#query, signal);
    if (signal.aborted) return;
    this.#shown = found;
    this.#changed.fire();
  }

  dispose(): void {
    this.#search.abort();
    this.#changed.dispose();
  }
}
