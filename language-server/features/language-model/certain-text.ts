/** Of what the model says, what can't be taken back: only that is passed on. */
import type { OfferedTools } from "../agent/calls/read-call.ts";
import type { SaidPiece } from "../agent/draw.ts";
import { mayBeCall } from "./call-in-text.ts";

export interface CertainTextOptions {
  pass: (channel: SaidPiece["channel"], text: string) => void;
  /** What looks like a call of one of these waits. */
  offered: OfferedTools;
  /** Nothing is certain before the end. */
  holdsAll: boolean;
}

export class CertainText {
  readonly #options: CertainTextOptions;
  #held = "";
  /** What was passed on of the line that isn't whole yet. */
  #line = "";
  /** Something of the answer was passed on. */
  isSaid = false;

  constructor(options: CertainTextOptions) {
    this.#options = options;
  }

  /** What waits: it may still be taken back, or be a call. */
  get held(): string {
    return this.#held;
  }

  push({ channel, text, kind, isAgain }: SaidPiece): void {
    if (channel === "reasoning") {
      if (!isAgain) this.#options.pass(channel, text);
      return;
    }
    this.#held += text;
    if (kind === "answer" && !this.#options.holdsAll) this.#advance();
  }

  /** What waits is written again. */
  drop(): void {
    this.#held = "";
  }

  /** What waits has become certain. */
  release(): void {
    this.#pass(this.#held.length);
  }

  /** Passes on lines up to the first one with which a call may begin. */
  #advance(): void {
    if (!this.isSaid && this.#held.trim() === "") return;
    const { offered } = this.#options;
    const hasTools = offered.native.length + offered.tools.length > 0;
    let certain = 0;
    while (certain < this.#held.length) {
      const rest = this.#held.slice(certain);
      if (hasTools && mayBeCall(certain === 0 ? this.#line + rest : rest, offered)) break;
      const end = rest.indexOf("\n");
      certain = end < 0 ? this.#held.length : certain + end + 1;
    }
    this.#pass(certain);
  }

  #pass(length: number): void {
    const text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    if (text === "") return;
    const { length: before } = text.slice(0, text.lastIndexOf("\n") + 1);
    this.#line = before > 0 ? text.slice(before) : this.#line + text;
    this.isSaid = true;
    this.#options.pass("answer", text);
  }
}
