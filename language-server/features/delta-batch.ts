import type { ChatDelta } from "../protocol/chat.ts";

/** Twice a frame of the screen: nobody sees the difference. */
const INTERVAL_MS = 30;

type Channel = ChatDelta["channel"];

/** Hands the pieces of an answer over in batches: a message for each token would be hundreds a second. */
export class DeltaBatch {
  readonly #send: (channel: Channel, text: string) => void;
  #channel: Channel = "answer";
  #text = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (channel: Channel, text: string) => void) {
    this.#send = send;
  }

  push(channel: Channel, text: string): void {
    if (channel !== this.#channel) this.flush();
    this.#channel = channel;
    this.#text += text;
    this.#timer ??= setTimeout(() => this.flush(), INTERVAL_MS);
  }

  /** Hands over now what there is. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#text;
    this.#text = "";
    if (text !== "") this.#send(this.#channel, text);
  }
}
