/** Where a suggestion has grown of which the first line was handed out: to be asked for again, once that is shown. */
import { delay } from "../delay.ts";
import type { CompletionDeps, CompletionRequest } from "../types.ts";

/** An editor takes so long to show a suggestion, in milliseconds. */
const SETTLED_MS = 150;

interface HandedOut extends Pick<CompletionRequest, "document" | "position"> {
  version: number;
  /** Milliseconds since the epoch. */
  at: number;
}

export class Growth {
  readonly #onGrown: NonNullable<CompletionDeps["onGrown"]>;
  readonly #now: () => number;
  /** The last suggestion of each document, by its URI. */
  readonly #handedOut = new Map<string, HandedOut>();

  /** @param now milliseconds since the epoch */
  constructor(onGrown: NonNullable<CompletionDeps["onGrown"]>, now: () => number) {
    this.#onGrown = onGrown;
    this.#now = now;
  }

  handedOut({ document, position }: CompletionRequest): void {
    this.#handedOut.set(document.uri, { document, position, version: document.version, at: this.#now() });
  }

  /** The rest is there. It is shown where the user still is, unless the signal is aborted before. */
  async grown(uri: string, signal: AbortSignal): Promise<void> {
    const place = this.#handedOut.get(uri);
    if (!place) return;
    await delay(Math.max(0, place.at + SETTLED_MS - this.#now()), signal);
    const { document, position, version } = place;
    if (!signal.aborted && document.version === version) this.#onGrown({ uri, version, position });
  }

  documentClosed(uri: string): void {
    this.#handedOut.delete(uri);
  }
}
