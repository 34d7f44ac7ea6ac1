/** Which files may be shown, as a question that is answered at once. */
import { LruMap } from "../../../../common/lru-map.ts";
import type { SecretFiles } from "../../../context/secret-files.ts";

/** Ignore files may change without a word; an older answer doesn't count. */
const COUNTS_MS = 30_000;
/** A younger answer isn't looked for again. */
const FRESH_MS = 5_000;
const MAX_FILES = 500;

interface Answer {
  isShown: boolean;
  at: number;
}

export class ShownFiles {
  readonly #whyExcluded: SecretFiles["whyOpenExcluded"];
  readonly #now: () => number;
  /** By the file's URI. */
  readonly #answers = new LruMap<string, Answer>(MAX_FILES);
  readonly #looking = new Map<string, Promise<void>>();
  #generation = 0;

  /**
   * @param whyExcluded why a file must not be shown, or null
   * @param now milliseconds since the epoch
   */
  constructor(whyExcluded: SecretFiles["whyOpenExcluded"], now: () => number) {
    this.#whyExcluded = whyExcluded;
    this.#now = now;
  }

  /** Whether a file is known to hold nothing that must stay out of prompts. What isn't known stays out. */
  has(uri: string): boolean {
    const answer = this.#answers.peek(uri);
    return answer?.isShown === true && this.#now() - answer.at < COUNTS_MS;
  }

  /** Finds out about files, where that isn't known. */
  async look(uris: Iterable<string>): Promise<void> {
    await Promise.all(Array.from(uris, (uri) => this.#look(uri)));
  }

  /** Nothing that was found out counts any more. */
  invalidate(): void {
    this.#generation++;
    this.#answers.clear();
    this.#looking.clear();
  }

  #look(uri: string): Promise<void> | undefined {
    const answer = this.#answers.peek(uri);
    if (answer && this.#now() - answer.at < FRESH_MS) return undefined;
    const known = this.#looking.get(uri);
    if (known) return known;
    const looking = this.#find(uri).finally(() => {
      if (this.#looking.get(uri) === looking) this.#looking.delete(uri);
    });
    this.#looking.set(uri, looking);
    return looking;
  }

  /** Never rejects: a file that nothing can be said of stays out. */
  async #find(uri: string): Promise<void> {
    const generation = this.#generation;
    const why = await this.#whyExcluded(uri).catch(() => "");
    if (generation === this.#generation) this.#answers.set(uri, { isShown: why === null, at: this.#now() });
  }
}
