/** What the user refused: it is not shown again right away, and after several refusals Ossicle waits longer. */
import type { ShownSuggestion } from "./typing-as-suggested.ts";

const DEBOUNCE_MS = 40;
/** After several refusals in a row, until a suggestion is accepted. */
const QUIET_DEBOUNCE_MS = 400;
const REFUSALS_BEFORE_QUIET = 3;
/** A suggestion that was there for a shorter time was hardly seen. */
const SEEN_AFTER_MS = 250;
const REFUSED_FOR_MS = 20_000;
const MAX_REMEMBERED = 16;

interface Refused {
  uri: string;
  before: string;
  text: string;
  until: number;
}

export class Rejections {
  #inARow = 0;
  #refused: Refused[] = [];

  /** How long an automatic request waits for the next keystroke, in milliseconds. */
  get debounceMs(): number {
    return this.#inARow >= REFUSALS_BEFORE_QUIET ? QUIET_DEBOUNCE_MS : DEBOUNCE_MS;
  }

  /** The user typed against a suggestion that had been shown at `shownAt` (milliseconds, as `now`). */
  typedAgainst(uri: string, { before, answer }: ShownSuggestion, shownAt: number, now: number): void {
    if (now - shownAt < SEEN_AFTER_MS) return;
    this.#inARow++;
    this.#refused = [
      ...this.#refused.slice(1 - MAX_REMEMBERED),
      { uri, before, text: answer.text, until: now + REFUSED_FOR_MS },
    ];
  }

  accepted(): void {
    this.#inARow = 0;
  }

  /** Whether this very suggestion was refused at this place a moment ago. */
  isRefused(uri: string, { before, answer }: ShownSuggestion, now: number): boolean {
    return this.#refused.some(
      (refused) =>
        refused.uri === uri &&
        refused.before === before &&
        refused.text === answer.text &&
        now < refused.until,
    );
  }
}
