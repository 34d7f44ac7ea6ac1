/**
 * An answer on its way. It outlives the request that asked for it while the user types what the model writes: the
 * next request takes it over. It ends when the user types something else or goes elsewhere, or nobody has wanted it for
 * a while.
 */
import { UNWANTED } from "../../../../common/cancellation.ts";
import type { ReadableText } from "../../../../common/chunked-text.ts";
import { isBlank } from "../../../../common/text-lines.ts";
import type { CompletionAnswer } from "../completion-answer.ts";
import type { CursorContext, CursorPlace } from "../cursor-context.ts";
import { delay } from "../delay.ts";
import { mayAgree, type OfferedPlace, placeOf, restSince } from "../known/typing-as-suggested.ts";
import type { Outcome } from "../outcome.ts";
import { withLineFeeds } from "../text-windows.ts";

/** After a keystroke, an editor asks again in less than this many milliseconds. */
const UNWANTED_MS = 300;

/** Asks the model; undefined when the signal ended it. */
export type Ask = (
  signal: AbortSignal,
  onText: (text: string) => void,
  offer: (beginning: CompletionAnswer) => void,
) => Promise<CompletionAnswer | Outcome | undefined>;

export class Flight {
  /** What it was asked for. */
  readonly context: CursorContext;
  /** The answer, or why there is none; undefined when it was ended before. Never fails but for a bug. */
  readonly done: Promise<CompletionAnswer | Outcome | undefined>;
  readonly #place: OfferedPlace;
  readonly #end = new AbortController();
  readonly #listeners = new Set<() => void>();
  /** Aborted when somebody wants it again. */
  #unwanted = new AbortController();
  #waiting = 0;
  #written = "";
  #beginning: CompletionAnswer | undefined;
  #isShown = false;

  constructor(context: CursorContext, ask: Ask) {
    this.context = context;
    this.#place = placeOf(context);
    this.done = ask(
      this.#end.signal,
      (text) => this.#write(text),
      (beginning) => this.#offer(beginning),
    ).finally(() => this.end());
  }

  get isOver(): boolean {
    return this.#end.signal.aborted;
  }

  /** Whether a request waits for it. */
  get isWanted(): boolean {
    return this.#waiting > 0;
  }

  /** Ends it, if it isn't over; whoever waits for it gets nothing. */
  end(): void {
    this.#end.abort(UNWANTED);
    this.#unwanted.abort(UNWANTED);
  }

  /** What is written for a place by now; undefined when what was typed there is not what the model writes. */
  writtenFor(context: CursorContext): string | undefined {
    return context.uri === this.context.uri ? restSince(this.#place, this.#written, context) : undefined;
  }

  agreesWith(context: CursorContext): boolean {
    return this.writtenFor(context) !== undefined;
  }

  /** Whether a user may still want it whose cursor is there: on its line, or where they have typed along with it. */
  mayBeWantedAt(place: CursorPlace): boolean {
    if (place.uri !== this.context.uri) return false;
    return (
      place.line === this.context.selected.range.start.line ||
      restSince(this.#place, this.#written, place) !== undefined
    );
  }

  /** Whether the text may be one that it agrees with, wherever the cursor is. */
  mayAgreeWith(text: ReadableText): boolean {
    return mayAgree(this.#place, this.#written, text);
  }

  /**
   * Waits for the answer, for as long as it agrees with what was typed.
   *
   * @param takesBeginning the beginning of the answer will do: it goes on being written then
   * @returns what it came to at its own place; undefined when it is of no use, or the signal was aborted
   */
  async wait(
    context: CursorContext,
    signal: AbortSignal,
    takesBeginning: boolean,
  ): Promise<CompletionAnswer | Outcome | undefined> {
    this.#unwanted.abort(UNWANTED);
    this.#waiting++;
    const left = new AbortController();
    const of = AbortSignal.any([signal, left.signal]);
    const sooner = new Promise<CompletionAnswer | undefined>((resolve) => {
      const look = () => {
        if (of.aborted || !this.agreesWith(context)) resolve(undefined);
        else if (takesBeginning && this.#hasBeginningFor(context)) {
          this.#isShown = true;
          resolve(this.#beginning);
        }
      };
      this.#listeners.add(look);
      of.addEventListener("abort", () => {
        this.#listeners.delete(look);
        resolve(undefined);
      });
      look();
    });
    try {
      return await Promise.race([this.done, sooner]);
    } finally {
      left.abort(UNWANTED);
      if (--this.#waiting === 0) void this.#endUnlessWanted();
    }
  }

  async #endUnlessWanted(): Promise<void> {
    // The rest is added to what is shown, as long as nothing else is typed there. What the user has sent away by Escape
    // is written to its end: neither VS Code's API (1.120; its callbacks for it are proposed ones) nor LSP 3.18 says so.
    if (this.isOver || this.#isShown) return;
    this.#unwanted = new AbortController();
    const { signal } = this.#unwanted;
    await delay(UNWANTED_MS, signal);
    if (!signal.aborted) this.end();
  }

  #hasBeginningFor(context: CursorContext): boolean {
    const rest = this.#beginning && restSince(this.#place, this.#beginning.text, context);
    return rest !== undefined && !isBlank(rest);
  }

  #offer(beginning: CompletionAnswer): void {
    this.#beginning = beginning;
    for (const look of this.#listeners) look();
  }

  #write(text: string): void {
    // White space at the beginning may be what the line has already.
    this.#written = isBlank(text) ? "" : withLineFeeds(text);
    for (const look of this.#listeners) look();
  }
}
