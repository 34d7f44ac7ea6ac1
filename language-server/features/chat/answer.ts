/** An answer as it comes out of the model: what was thought, what is said, and why it has to end. */
import type { StreamedToken } from "../../engine-protocol/protocol.ts";
import type { AnswerEvent, AnswerParser } from "../../prompt/stream-parser.ts";
import type { ChatDelta, CutReason, ToolCall } from "../../protocol/chat.ts";
import { RepetitionWatch } from "./repetition.ts";

export interface AnswerOptions {
  parser: AnswerParser;
  /** Names of the tools that the model was given. */
  tools: readonly string[];
  onText: (channel: ChatDelta["channel"], text: string) => void;
  /** The answer can't get better from here on. */
  onHopeless: () => void;
  /** Milliseconds. */
  now: () => number;
}

export class AnswerBuilder {
  readonly #options: AnswerOptions;
  readonly #watches = { reasoning: new RepetitionWatch(), answer: new RepetitionWatch() };
  readonly toolCalls: ToolCall[] = [];
  answer = "";
  reasoning = "";
  cutReason: CutReason | undefined;
  /** The tool that there isn't. */
  unknownTool: string | undefined;
  #lastMessage = 0;
  #thinkingSince: number | undefined;
  #thoughtFor: number | undefined;

  constructor(options: AnswerOptions) {
    this.#options = options;
  }

  /** Milliseconds from the first thought to the first word of the answer, or until now. */
  get reasoningMs(): number {
    if (this.#thinkingSince === undefined) return 0;
    return this.#thoughtFor ?? this.#options.now() - this.#thinkingSince;
  }

  push(tokens: readonly StreamedToken[]): void {
    if (this.cutReason !== undefined) return;
    for (const token of tokens) for (const event of this.#options.parser.push(token)) this.#take(event);
  }

  /** Nothing follows. `stoppedBy` is the special token at which the generation stopped. */
  end(stoppedBy: string | undefined): void {
    for (const event of this.#options.parser.end(stoppedBy)) this.#take(event);
  }

  #take(event: AnswerEvent): void {
    if (this.cutReason !== undefined) return;
    if (event.kind === "toolCall") this.#call(event.name, event.arguments);
    else this.#say(event.kind === "reasoning" ? "reasoning" : "answer", event.message, event.text);
  }

  #say(channel: ChatDelta["channel"], message: number, piece: string): void {
    const { now, onText, onHopeless } = this.#options;
    if (channel === "reasoning") this.#thinkingSince ??= now();
    else if (this.#thinkingSince !== undefined) this.#thoughtFor ??= now() - this.#thinkingSince;
    const isNext = this[channel] !== "" && message !== this.#lastMessage;
    const text = isNext ? `\n\n${piece}` : piece;
    this.#lastMessage = message;
    this[channel] += text;
    onText(channel, text);
    if (!this.#watches[channel].push(text)) return;
    this.cutReason = "repetition";
    onHopeless();
  }

  #call(name: string, args: string): void {
    if (this.#options.tools.includes(name)) {
      this.toolCalls.push({ id: `call-${this.toolCalls.length + 1}`, name, arguments: args });
      return;
    }
    this.cutReason = "unknownTool";
    this.unknownTool = name;
    this.#options.onHopeless();
  }
}
