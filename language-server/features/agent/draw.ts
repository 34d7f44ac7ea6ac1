/** What the model writes at one go, read while it comes: thoughts, words, and calls; or why it can't be used. */
import type { Part, StreamedToken } from "../../engine-protocol/protocol.ts";
import { type Malformation, type SaidKind, StreamParser } from "../../prompt/stream-parser.ts";
import type { ChatDelta } from "../../protocol/chat.ts";
import { AnswerBuilder, type CallEvent } from "../chat/answer.ts";

export interface WrittenCall extends CallEvent {
  /** How many tokens there were with it. */
  end: number;
}

/** A piece of what the model says or thinks. */
export interface SaidPiece {
  channel: ChatDelta["channel"];
  text: string;
  kind: SaidKind;
  /** It was written before, and stays. */
  isAgain: boolean;
}

/** Thoughts without an end lead to nothing. In tokens. */
const MAX_THOUGHT_TOKENS = 4_096;
/** Markers that end a message. */
const ENDS = ["<|end|>", "<|call|>", "<|return|>"];
/** What stands between two messages. The ids don't count: they are no tokens that the model has chosen. */
const NEXT_MESSAGE: StreamedToken[] = [
  { id: -1, special: "<|start|>" },
  { id: -1, text: "assistant" },
];

export class Draw {
  readonly tokens: StreamedToken[] = [];
  readonly calls: WrittenCall[] = [];
  readonly answer: AnswerBuilder;
  malformed: Malformation | undefined;
  readonly #hopeless = new AbortController();
  #hasEnded = false;
  #thoughtTokens = 0;
  /** How many tokens there were with the last thought. */
  #lastThought = 0;

  /**
   * @param begun where the prompt ends: at the start of a message, or within one on the final channel
   * @param kept what was written before and stays: it is read again
   * @param forced how the next message begins
   */
  constructor(
    begun: "answer" | "final",
    kept: readonly StreamedToken[],
    forced: readonly StreamedToken[],
    onText: (piece: SaidPiece) => void,
  ) {
    let isAgain = true;
    this.answer = new AnswerBuilder(new StreamParser(begun), {
      takesCall: (call) => {
        this.calls.push({ ...call, end: this.#endOfCall });
        return true;
      },
      onText: (channel, text, kind) => {
        if (channel === "reasoning") this.#think();
        onText({ channel, text, kind, isAgain });
      },
      onHopeless: () => this.#hopeless.abort(),
      onMalformed: (why) => {
        this.malformed = why;
        this.#hopeless.abort();
      },
      now: () => performance.now(),
    });
    if (kept.length > 0) this.push([...kept, ...NEXT_MESSAGE]);
    this.push(forced);
    isAgain = false;
  }

  /** Aborts when nothing can come of it any more. */
  get hopeless(): AbortSignal {
    return this.#hopeless.signal;
  }

  push(tokens: readonly StreamedToken[]): void {
    for (const token of tokens) {
      this.tokens.push(token);
      this.answer.push([token]);
    }
  }

  /** Nothing follows. `stoppedBy` is the special token at which the generation stopped. */
  end(stoppedBy: string | undefined): void {
    this.#hasEnded = true;
    this.answer.end(stoppedBy);
  }

  /**
   * What stays when the message that ends at `end` is to be written again: whole messages before it. Where a thought
   * was whole and nothing followed it, the thought stays.
   */
  keptBefore(end = this.tokens.length): StreamedToken[] {
    const start = this.#startOfMessage(end);
    const isThought = this.malformed === "nothing" && this.#lastThought > start;
    if (!isThought) return this.tokens.slice(0, start);
    return [...this.tokens.slice(0, end), { id: -1, special: "<|end|>" }];
  }

  /** The prompt's parts for what was written, up to the end of a call. */
  partsOf({ end }: WrittenCall): Part[] {
    const parts = partsOf(this.tokens.slice(0, end));
    return isEnd(this.tokens[end - 1]) ? parts : [...parts, { special: "<|call|>" }];
  }

  #think(): void {
    this.#lastThought = this.tokens.length;
    this.#thoughtTokens++;
    if (this.#thoughtTokens > MAX_THOUGHT_TOKENS) this.#hopeless.abort();
  }

  /** A call is whole once its end, or the beginning of the next message, has come. */
  get #endOfCall(): number {
    const { length } = this.tokens;
    const last = this.tokens.at(-1);
    return this.#hasEnded || last?.special === undefined || isEnd(last) ? length : length - 1;
  }

  #startOfMessage(end: number): number {
    return this.tokens.slice(0, Math.max(0, end - 1)).findLastIndex(isEnd) + 1;
  }
}

/** The parts of a prompt for tokens that the model has chosen. */
export function partsOf(tokens: readonly StreamedToken[]): Part[] {
  const parts: Part[] = [];
  let text = "";
  let ids: number[] = [];
  /** Of a character that isn't whole yet. */
  let begun: number[] = [];
  const flush = () => {
    if (text !== "") parts.push(ids.every((id) => id >= 0) ? { text, tokens: ids } : { text });
    text = "";
    ids = [];
    begun = [];
  };
  for (const token of tokens) {
    if (token.special !== undefined) {
      flush();
      parts.push({ special: token.special });
      continue;
    }
    begun.push(token.id);
    if (token.text === undefined) continue;
    text += token.text;
    ids.push(...begun);
    begun = [];
  }
  flush();
  return parts;
}

function isEnd(token: StreamedToken | undefined): boolean {
  return ENDS.includes(token?.special ?? "");
}
