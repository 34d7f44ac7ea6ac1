/** An answer as it comes out of the model: what was thought, what is said, and why it has to end. */
import type { StreamedToken } from "../../engine-protocol/protocol.ts";
import type { AnswerEvent, AnswerParser, Malformation, SaidKind } from "../../prompt/stream-parser.ts";
import type { ChatDelta, CutReason, ToolCall } from "../../protocol/chat.ts";
import { RepetitionWatch } from "./repetition.ts";

/** A whole call, as it was written. */
export type CallEvent = Extract<AnswerEvent, { kind: "toolCall" }>;

export interface AnswerOptions {
  /** Takes a call; false where there is no such tool. */
  takesCall: (call: CallEvent) => boolean;
  onText: (channel: ChatDelta["channel"], text: string, kind: SaidKind) => void;
  /** The answer can't get better from here on. */
  onHopeless: () => void;
  /** What was written can't be used. */
  onMalformed?: (why: Malformation) => void;
  /** Milliseconds. */
  now: () => number;
}

type Message = { kind: SaidKind; text: string };

export class AnswerBuilder {
  readonly #options: AnswerOptions;
  #parser: AnswerParser;
  readonly #watches = { reasoning: new RepetitionWatch(), answer: new RepetitionWatch() };
  readonly #messages: Message[] = [];
  readonly toolCalls: ToolCall[] = [];
  cutReason: CutReason | undefined;
  /** The tool that there isn't. */
  unknownTool: string | undefined;
  #lastMessage = 0;
  #thinkingSince: number | undefined;
  #thoughtFor: number | undefined;

  constructor(parser: AnswerParser, options: AnswerOptions) {
    this.#parser = parser;
    this.#options = options;
  }

  get answer(): string {
    return this.#textOf((kind) => kind !== "reasoning");
  }

  get reasoning(): string {
    return this.#textOf((kind) => kind === "reasoning");
  }

  /** Whether something was said on the channel for answers: not before a call, nor without a channel. */
  get hasFinal(): boolean {
    return this.#messages.some(({ kind, text }) => kind === "answer" && text.trim() !== "");
  }

  /** Milliseconds from the first thought to the first word of the answer, or until now. */
  get reasoningMs(): number {
    if (this.#thinkingSince === undefined) return 0;
    return this.#thoughtFor ?? this.#options.now() - this.#thinkingSince;
  }

  push(tokens: readonly StreamedToken[]): void {
    if (this.cutReason !== undefined) return;
    for (const token of tokens) for (const event of this.#parser.push(token)) this.#take(event);
  }

  /** Nothing follows. `stoppedBy` is the special token at which the generation stopped. */
  end(stoppedBy: string | undefined): void {
    for (const event of this.#parser.end(stoppedBy)) this.#take(event);
  }

  /** After an end: the model was asked for more, which another parser reads. */
  goOn(parser: AnswerParser): void {
    this.#parser = parser;
    this.#lastMessage = 0;
  }

  #take(event: AnswerEvent): void {
    if (this.cutReason !== undefined) return;
    if (event.kind === "toolCall") this.#call(event);
    else if (event.kind === "malformed") this.#options.onMalformed?.(event.why);
    else this.#say(event.kind, event.message, event.text);
  }

  #say(kind: Message["kind"], number: number, piece: string): void {
    const { now, onText, onHopeless } = this.#options;
    const channel = kind === "reasoning" ? "reasoning" : "answer";
    if (channel === "reasoning") this.#thinkingSince ??= now();
    else if (this.#thinkingSince !== undefined) this.#thoughtFor ??= now() - this.#thinkingSince;
    const isFirst = !this.#messages.some((other) => (other.kind === "reasoning") === (kind === "reasoning"));
    const last = number === this.#lastMessage ? this.#messages.at(-1) : undefined;
    if (last) last.text += piece;
    else this.#messages.push({ kind, text: piece });
    this.#lastMessage = number;
    const text = last || isFirst ? piece : `\n\n${piece}`;
    onText(channel, text, kind);
    if (!this.#watches[channel].push(text)) return;
    this.cutReason = "repetition";
    onHopeless();
  }

  /** The text of some messages. One without a channel is told as the answer, but was a thought if an answer followed. */
  #textOf(isWanted: (kind: Message["kind"]) => boolean): string {
    const isMarked = this.#messages.some(({ kind }) => kind === "answer");
    return this.#messages
      .filter(({ kind }) => isWanted(kind === "unmarked" && isMarked ? "reasoning" : kind))
      .map(({ text }) => text)
      .join("\n\n");
  }

  #call(call: CallEvent): void {
    const { name } = call;
    if (this.#options.takesCall(call)) {
      this.toolCalls.push({ id: `call-${this.toolCalls.length + 1}`, name, arguments: call.arguments });
      return;
    }
    this.cutReason = "unknownTool";
    this.unknownTool = name;
    this.#options.onHopeless();
  }
}
