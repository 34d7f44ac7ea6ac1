import type { Channel } from "./thread.ts";

/** A frame of the screen. */
const FLUSH_MS = 16;

export interface AnswerDelta {
  channel: Channel;
  text: string;
}

/** Gathers what streams in for a frame's time, so that the view is told once a frame and not once a token. */
export class DeltaBatch {
  readonly #deliver: (pieces: AnswerDelta[]) => void;
  #pieces: AnswerDelta[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(deliver: (pieces: AnswerDelta[]) => void) {
    this.#deliver = deliver;
  }

  add(channel: Channel, text: string): void {
    const last = this.#pieces.at(-1);
    if (last?.channel === channel) last.text += text;
    else this.#pieces.push({ channel, text });
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  /** Delivers now what has been gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pieces = this.#pieces;
    this.#pieces = [];
    if (pieces.length > 0) this.#deliver(pieces);
  }
}
