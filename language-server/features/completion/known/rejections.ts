/** What the user refused: it is not shown again right away, and with several refusals Ossicle waits longer. */
import type { TextAtCursor } from "../text-windows.ts";
import { continuation, type ShownSuggestion } from "./typing-as-suggested.ts";

/** A suggestion that was there for a shorter time was hardly seen. */
const SEEN_AFTER_MS = 250;
const REFUSED_FOR_MS = 20_000;
const MAX_REMEMBERED = 16;
/** Characters against a suggestion that may be a typo, which the user takes back. */
const MAX_TYPO_CHARS = 6;

/** A suggestion as it was first shown in a document. */
export interface Shown {
  id: string;
  offered: ShownSuggestion;
  /** Milliseconds since the epoch. */
  at: number;
}

interface Refused {
  uri: string;
  before: string;
  text: string;
  /** More of it wasn't there. */
  isBeginning: boolean;
  until: number;
}

export class Rejections {
  #inARow = 0;
  #refused: Refused[] = [];
  /** What the user has typed a few characters against, by the document's URI: the oldest first. */
  readonly #doubted = new Map<string, Shown[]>();

  /** How many were refused since the last one that was accepted. */
  get inARow(): number {
    return this.#inARow;
  }

  /** The user typed against a suggestion. It is refused once they go on so, and not when they take it back. */
  typedAgainst(uri: string, shown: Shown, now: number): void {
    if (now - shown.at < SEEN_AFTER_MS) return;
    this.#doubted.set(uri, [...(this.#doubted.get(uri) ?? []), shown]);
  }

  /**
   * Looks how the user went on after typing against suggestions in this document: those are refused that can't have
   * been a typo any more.
   *
   * @returns the suggestion whose place the user has come back to
   */
  lookAgain(uri: string, context: TextAtCursor, now: number): Shown | undefined {
    const doubted = this.#doubted.get(uri) ?? [];
    const cameBackTo = doubted.findIndex(({ offered }) => continuation(offered, context).kind === "along");
    if (cameBackTo >= 0) {
      this.#doubted.set(uri, doubted.slice(0, cameBackTo));
      return doubted[cameBackTo];
    }
    const mayBeTypo = ({ offered }: Shown) =>
      continuation(offered, context).kind === "against" && context.cursor - offered.offset <= MAX_TYPO_CHARS;
    for (const shown of doubted) if (!mayBeTypo(shown)) this.#refuse(uri, shown, now);
    this.#doubted.set(uri, doubted.filter(mayBeTypo));
    return undefined;
  }

  /** The user accepted a suggestion. */
  accepted(): void {
    this.#inARow = 0;
    this.#doubted.clear();
  }

  /** What was typed against counts no longer: a document was closed; without one, all answers are forgotten. */
  forget(uri?: string): void {
    if (uri === undefined) this.#doubted.clear();
    else this.#doubted.delete(uri);
  }

  /** Whether this very suggestion was refused at this place a moment ago. */
  isRefused(uri: string, { before, answer }: ShownSuggestion, now: number): boolean {
    return this.#refused.some(
      (refused) =>
        refused.uri === uri &&
        refused.before === before &&
        (refused.text === answer.text ||
          (refused.isBeginning && answer.text.startsWith(`${refused.text}\n`))) &&
        now < refused.until,
    );
  }

  #refuse(uri: string, { offered: { before, answer } }: Shown, now: number): void {
    this.#inARow++;
    this.#refused = [
      ...this.#refused.slice(1 - MAX_REMEMBERED),
      {
        uri,
        before,
        text: answer.text,
        isBeginning: answer.isBeginning === true,
        until: now + REFUSED_FOR_MS,
      },
    ];
  }
}
