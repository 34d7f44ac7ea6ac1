/**
 * What comes after a suggestion, asked for as if it had been accepted: once it is shown and the user pauses, in the lane
 * that gives way to all others. So it is known, or at least begun, at the request after accepting. There is one for each
 * suggestion at most, and it ends when the user goes another way.
 */
import type { Insertion } from "../answer/trim.ts";
import { afterAccepting, type CursorContext, type CursorPlace } from "../cursor-context.ts";
import { delay } from "../delay.ts";
import { mayAgree, type OfferedPlace, placeOf, restSince } from "../known/typing-as-suggested.ts";
import type { ReadableDocument } from "../readable-document.ts";
import { withLineFeeds } from "../text-windows.ts";
import { type Ask, Flight } from "./flight.ts";

/** Whoever types on or accepts at once asks themselves. */
const PAUSE_MS = 150;

/** A suggestion as it is shown. */
export interface ShownInsertion {
  id: string;
  context: CursorContext;
  insertion: Insertion;
}

interface Ahead {
  uri: string;
  /** Of the cursor at the suggestion. */
  line: number;
  shown: OfferedPlace;
  inserted: string;
  flight: Flight;
}

export class Speculation {
  readonly #isWanted: (accepted: CursorContext) => Promise<boolean>;
  readonly #ask: (accepted: CursorContext) => Ask;
  #ahead: Ahead | undefined;
  #lastId: string | undefined;

  /** @param isWanted whether there may be a suggestion, none is known, and it costs little */
  constructor(
    isWanted: (accepted: CursorContext) => Promise<boolean>,
    ask: (accepted: CursorContext) => Ask,
  ) {
    this.#isWanted = isWanted;
    this.#ask = ask;
  }

  /** Asks for what comes after a suggestion, unless the signal is aborted soon. */
  async after({ id, context, insertion }: ShownInsertion, signal: AbortSignal): Promise<void> {
    // An item of the suggest widget isn't in the document yet, and is accepted by itself.
    if (id === this.#lastId || context.selected.text !== "") return;
    await delay(PAUSE_MS, signal);
    const accepted = afterAccepting(context, insertion);
    if (signal.aborted || !(await this.#isWanted(accepted)) || signal.aborted) return;
    this.end();
    this.#lastId = id;
    this.#ahead = {
      uri: context.uri,
      line: context.selected.range.start.line,
      shown: placeOf(context),
      inserted: withLineFeeds(insertion.text),
      flight: new Flight(accepted, this.#ask(accepted)),
    };
    await this.#ahead.flight.done;
  }

  /** The user asks at a place, which may lead somewhere else. Returns whether what is written for it goes on there. */
  follow(context: CursorContext): boolean {
    if (!this.#ahead || this.#ahead.flight.isOver) return false;
    const { uri, shown, inserted, flight } = this.#ahead;
    if (flight.agreesWith(context)) return true;
    const rest = uri === context.uri ? restSince(shown, inserted, context) : undefined;
    if (rest === undefined || rest === "") this.end();
    return false;
  }

  /** Ends it. Returns what was written for a place. */
  take(context: CursorContext): string {
    const flight = this.#ahead?.flight;
    const written = flight?.isOver === false ? flight.writtenFor(context) : undefined;
    this.end();
    return written ?? "";
  }

  /** A document was changed, in which the user may go another way. */
  documentChanged({ uri, text }: ReadableDocument): void {
    const ahead = this.#ahead;
    if (ahead?.uri !== uri) return;
    const { shown, inserted, flight } = ahead;
    if (!mayAgree(shown, inserted, text) && !flight.mayAgreeWith(text)) this.end();
  }

  /** The user has gone to a place, which may be another one than that of the suggestion. */
  cursorMoved(place: CursorPlace): void {
    if (!this.#ahead) return;
    const { uri, line, shown, inserted, flight } = this.#ahead;
    const isThere =
      place.uri === uri && (place.line === line || restSince(shown, inserted, place) !== undefined);
    if (!isThere && !flight.mayBeWantedAt(place)) this.end();
  }

  documentClosed(uri: string): void {
    if (this.#ahead?.uri === uri) this.end();
  }

  /** Ends it where there may be no suggestions any more. */
  endWhere(isUnwanted: (flight: Flight) => boolean): void {
    if (this.#ahead && isUnwanted(this.#ahead.flight)) this.end();
  }

  end(): void {
    this.#ahead?.flight.end();
    this.#ahead = undefined;
  }
}
