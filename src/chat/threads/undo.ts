import { type Disposable, EventEmitter } from "vscode";

/** How long undo is offered. */
const OFFER_MS = 60_000;

/** The last thing that can be undone in the chat. */
export class Undo implements Disposable {
  readonly #changed = new EventEmitter<void>();
  #offer: { text: string; restore: () => void | Promise<void> } | undefined;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  /** What was done, as a sentence; `undefined` when there is nothing to undo. */
  get text(): string | undefined {
    return this.#offer?.text;
  }

  /** Offers for a minute to undo something. */
  offer(text: string, restore: () => void | Promise<void>): void {
    clearTimeout(this.#timer);
    this.#offer = { text, restore };
    this.#timer = setTimeout(() => this.withdraw(), OFFER_MS);
    this.#changed.fire();
  }

  async run(): Promise<void> {
    const offer = this.#offer;
    this.withdraw();
    await offer?.restore();
  }

  /** Ends the offer. */
  withdraw(): void {
    clearTimeout(this.#timer);
    if (!this.#offer) return;
    this.#offer = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }
}
