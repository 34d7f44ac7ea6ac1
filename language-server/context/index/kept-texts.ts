/** Texts of files that were read, kept while the files don't change and there is room. */
import type { ListedFile, WorkspaceTree } from "./workspace-tree.ts";

interface Kept {
  bytes: number;
  modified: number;
  text: string;
  /** The last search that read it, counted. */
  usedIn: number;
}

/** A text that so many searches haven't read makes room: its file may be gone. */
const KEPT_SEARCHES = 20;

export class KeptTexts {
  readonly #tree: Pick<WorkspaceTree, "readText">;
  readonly #maxBytes: number;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #searches = 0;

  constructor(tree: Pick<WorkspaceTree, "readText">, maxBytes: number) {
    this.#tree = tree;
    this.#maxBytes = maxBytes;
  }

  beginSearch(): void {
    this.#searches++;
    for (const [uri, { usedIn }] of this.#kept)
      if (this.#searches - usedIn > KEPT_SEARCHES) this.#forget(uri);
  }

  /** Undefined for a file that is gone or can't be read. */
  async read({ uri, bytes, modified }: ListedFile): Promise<string | undefined> {
    const kept = this.#kept.get(uri);
    if (kept?.bytes === bytes && kept.modified === modified) {
      kept.usedIn = this.#searches;
      return kept.text;
    }
    this.#forget(uri);
    const text = (await this.#tree.readText(uri).catch(() => null)) ?? undefined;
    // Not the ones that were used last: a search goes through all of them in the same order.
    if (text !== undefined && this.#bytes + bytes <= this.#maxBytes) {
      this.#bytes += bytes;
      this.#kept.set(uri, { bytes, modified, text, usedIn: this.#searches });
    }
    return text;
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #forget(uri: string): void {
    this.#bytes -= this.#kept.get(uri)?.bytes ?? 0;
    this.#kept.delete(uri);
  }
}
