import type { Channel } from "./thread.ts";

/** A frame of the screen. */
const FLUSH_MS = 16;

export interface AnswerDelta {
  channel: Channel;
  text: string;
}

/** Collects streamed text for the time of a frame, so that the view gets one update a frame and not one a token. */
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

  /** Delivers now what has been collected. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pieces = this.#pieces;
    this.#pieces = [];
    if (pieces.length > 0) this.#deliver(pieces);
  }
}
