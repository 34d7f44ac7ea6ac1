/**
 * Tokens of one generation on their way to its client. They leave once the next decode has begun, so that it doesn't
 * wait until a message is written: a decode begins in the microtasks after the token, and a message comes after those.
 */
import type { StreamedToken } from "../engine-protocol/protocol.ts";

export class TokenOutbox {
  readonly #send: (tokens: StreamedToken[]) => void;
  #tokens: StreamedToken[] = [];
  #scheduled: NodeJS.Immediate | undefined;

  /** @param send gets tokens in order; those of one pass of the model come together */
  constructor(send: (tokens: StreamedToken[]) => void) {
    this.#send = send;
  }

  push(token: StreamedToken): void {
    this.#tokens.push(token);
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Sends what waits, for a message that has to come after it. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    if (this.#tokens.length === 0) return;
    const tokens = this.#tokens;
    this.#tokens = [];
    this.#send(tokens);
  }
}
