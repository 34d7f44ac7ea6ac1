import { type Disposable, EventEmitter } from "vscode";
import type { ChatConversation } from "../../../language-server/protocol/chat.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import type { Meter } from "../view/messages.ts";
import { meterOf } from "../view/meter.ts";

const SETTLE_MS = 300;

/** Measures how much of the context a conversation takes, once it has stopped changing. */
export class ContextMeter implements Disposable {
  readonly #server: LanguageServer;
  readonly #conversation: () => ChatConversation;
  readonly #changed = new EventEmitter<void>();
  readonly #subscription: Disposable;
  #timer: NodeJS.Timeout | undefined;
  #wasReady = false;
  #meter: Meter | undefined;
  #measured = 0;

  readonly onDidChange = this.#changed.event;

  /** @param conversation returns the conversation to measure */
  constructor(server: LanguageServer, conversation: () => ChatConversation) {
    this.#server = server;
    this.#conversation = conversation;
    this.#subscription = server.onDidChange(() => {
      const ready = server.model?.chatContextTokens !== undefined;
      if (ready !== this.#wasReady) this.update();
      this.#wasReady = ready;
    });
  }

  /** `undefined` while no model is ready. */
  get meter(): Meter | undefined {
    return this.#meter;
  }

  update(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#measure(), SETTLE_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #measure(): Promise<void> {
    const count = ++this.#measured;
    const use = await this.#server.client?.measureChat(this.#conversation()).catch(() => null);
    if (count !== this.#measured) return;
    this.#meter = use ? meterOf(use) : undefined;
    this.#changed.fire();
  }
}
