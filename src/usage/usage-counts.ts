import { LruMap } from "../../common/lru-map.ts";
import type { CompletionOutcome } from "../../language-server/protocol/completion.ts";
import type { Counts } from "../../language-server/protocol/status.ts";

/** What the model was good for on one day. */
export interface DayCounts {
  /** Suggestions that the model wrote and that were offered. */
  suggestions: number;
  /** Those that were accepted in full. */
  accepted: number;
  /** Answers of the chat, cut ones included. */
  answers: number;
  edits: number;
  /** Tokens generated for suggestions, answers and edits, whatever came of them. */
  tokens: number;
}

/** Something that is counted. */
export type UsageEvent =
  | { kind: "suggestion"; last: CompletionOutcome }
  | { kind: "accepted" }
  | { kind: "answer" | "edit" | "side"; counts: Counts };

export const NOTHING: DayCounts = { suggestions: 0, accepted: 0, answers: 0, edits: 0, tokens: 0 };

const FIELDS = Object.keys(NOTHING) as (keyof DayCounts)[];

export function sum(all: readonly DayCounts[]): DayCounts {
  const total = { ...NOTHING };
  for (const counts of all) for (const field of FIELDS) total[field] += counts[field];
  return total;
}

/** Reads counts that were stored; `undefined` where they are not what this version stores. */
export function readCounts(raw: unknown): DayCounts | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  const record = raw as Record<string, unknown>;
  const counts = { ...NOTHING };
  for (const field of FIELDS) {
    const value = record[field];
    if (typeof value !== "number" || !Number.isFinite(value) || value < 0) return undefined;
    counts[field] = value;
  }
  return counts;
}

/** How many suggestions are remembered as counted. */
const REMEMBERED = 100;

/**
 * Adds up what happens. A suggestion that is offered again, as the user types along with it, counts once. Side
 * requests don't count: what they took is on the statistics page.
 */
export class UsageCounter {
  #counts = NOTHING;
  readonly #seen = new LruMap<string, true>(REMEMBERED);

  get counts(): DayCounts {
    return this.#counts;
  }

  add(event: UsageEvent): void {
    const { kind } = event;
    if (kind === "accepted") {
      this.#counts = { ...this.#counts, accepted: this.#counts.accepted + 1 };
    } else if (kind === "suggestion") {
      this.#addSuggestion(event.last);
    } else if (kind !== "side") {
      const field = kind === "answer" ? "answers" : "edits";
      const tokens = this.#counts.tokens + event.counts.generatedTokens;
      this.#counts = { ...this.#counts, [field]: this.#counts[field] + 1, tokens };
    }
  }

  reset(): void {
    this.#counts = NOTHING;
  }

  #addSuggestion({ counts, whyNone }: CompletionOutcome): void {
    if (!counts) return;
    // Times to the microsecond: no two requests have all of them the same.
    const key = JSON.stringify([counts, whyNone === undefined]);
    if (this.#seen.get(key)) return;
    this.#seen.set(key, true);
    this.#counts = {
      ...this.#counts,
      suggestions: this.#counts.suggestions + (whyNone === undefined ? 1 : 0),
      tokens: this.#counts.tokens + counts.generatedTokens,
    };
  }
}
