/**
 * Reads the answer of a model that speaks by its chat template: what it thinks stands between markers such as
 * `<think>` and `</think>`, before its answer. In some vocabularies these are special tokens, in others mere text; some
 * templates have opened the thought in the prompt, and the engine then begins the stream with its marker.
 *
 * - As text, an opening marker counts at the beginning of the answer only: an answer may be about such markers.
 * - Every other special token is the template's, and nothing of it is passed on.
 * - Blank space around the markers belongs to them.
 */
import { type StreamedToken, THOUGHT_MARKERS } from "../engine-protocol/protocol.ts";
import type { AnswerEvent, AnswerParser } from "./stream-parser.ts";

/** Where the stream is: before the first word, within a thought that this marker closes, or in the answer. */
type State = { at: "start" } | { at: "thought"; close: string } | { at: "answer" };

export class ThoughtParser implements AnswerParser {
  #state: State;
  /** Text that may turn out to be a marker, or space before one. */
  #held = "";
  /** Nothing but space has come since the marker before. */
  #isFresh = true;
  #messages = 1;

  /** `begun` is "answer" where the prompt ended within one. */
  constructor(begun: "start" | "answer" = "start") {
    this.#state = { at: begun };
    this.#isFresh = begun === "start";
  }

  push({ text = "", special }: StreamedToken): AnswerEvent[] {
    if (special !== undefined) return this.#mark(special);
    this.#held += text;
    return this.#advance(false);
  }

  end(): AnswerEvent[] {
    return this.#advance(true);
  }

  #mark(special: string): AnswerEvent[] {
    const opens = THOUGHT_MARKERS.find(({ open }) => open === special);
    const closes = THOUGHT_MARKERS.some(({ close }) => close === special);
    const isThinking = this.#state.at === "thought";
    if (isThinking ? !closes : !opens) return [];
    const events = this.#advance(true);
    this.#held = "";
    this.#enter(opens && !isThinking ? { at: "thought", close: opens.close } : { at: "answer" });
    return events;
  }

  /** Passes on what is certain. `isWhole`: what is held back is no marker that is still coming. */
  #advance(isWhole: boolean): AnswerEvent[] {
    switch (this.#state.at) {
      case "start":
        return this.#start(isWhole);
      case "thought":
        return this.#think(this.#state.close, isWhole);
      case "answer":
        return this.#say("answer", this.#held.length);
    }
  }

  #start(isWhole: boolean): AnswerEvent[] {
    const begun = this.#held.trimStart();
    const opens = THOUGHT_MARKERS.find(({ open }) => begun.startsWith(open));
    if (opens) {
      this.#held = begun.slice(opens.open.length);
      this.#enter({ at: "thought", close: opens.close });
      return this.#advance(isWhole);
    }
    if (!isWhole && THOUGHT_MARKERS.some(({ open }) => open.startsWith(begun))) return [];
    this.#state = { at: "answer" };
    return this.#advance(isWhole);
  }

  #think(close: string, isWhole: boolean): AnswerEvent[] {
    const end = this.#held.indexOf(close);
    if (end >= 0) {
      const rest = this.#held.slice(end + close.length);
      this.#held = this.#held.slice(0, end);
      const thought = this.#say("reasoning", this.#held.trimEnd().length);
      this.#held = rest;
      this.#enter({ at: "answer" });
      return [...thought, ...this.#advance(isWhole)];
    }
    if (isWhole) return this.#say("reasoning", this.#held.trimEnd().length);
    let certain = this.#held.length;
    for (let length = 1; length < close.length; length++)
      if (this.#held.endsWith(close.slice(0, length))) certain = this.#held.length - length;
    return this.#say("reasoning", this.#held.slice(0, certain).trimEnd().length);
  }

  #enter(state: State): void {
    this.#state = state;
    this.#isFresh = true;
    this.#messages++;
  }

  /** Passes on the beginning of what is held, without space before the first word. */
  #say(kind: "reasoning" | "answer", length: number): AnswerEvent[] {
    let text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    if (this.#isFresh) text = text.trimStart();
    if (text === "") return [];
    this.#isFresh = false;
    return [{ kind, message: this.#messages, text }];
  }
}
