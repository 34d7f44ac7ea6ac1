/** What the model has in front of it in a turn, and what of the conversation that is. */
import type { Part } from "../../engine-protocol/protocol.ts";
import { type Conversation, checkpointed, renderHistory, UNKNOWN_RESULT } from "../../prompt/conversation.ts";
import type { ChatMessage } from "../../protocol/chat.ts";
import type { CountTokens } from "../chat/fit.ts";
import { countParts, isContinuation, type MeasuredConversation, sizesOf } from "../chat/prompt.ts";
import { visibleFrom } from "../chat/window.ts";
import { cutsOf, isCompact, lastCallBefore, plainSummary } from "./compaction.ts";

export class TurnContext {
  readonly #conversation: Conversation;
  readonly #count: CountTokens;
  readonly #messages: ChatMessage[];
  /** As in `ChatResult`; the steps of this turn count as the messages that they are for the next one. */
  firstMessage: number;
  contextTokens: number;
  usedTokens: number;
  #summary: string | undefined;
  #parts: readonly Part[];

  /** @param messages all of them, of which the model sees those that were measured */
  constructor(measured: MeasuredConversation, messages: readonly ChatMessage[], count: CountTokens) {
    this.#conversation = measured.conversation;
    this.#count = count;
    this.#messages = [...messages];
    this.#summary = measured.conversation.summary;
    this.firstMessage = measured.firstMessage;
    this.contextTokens = measured.sizes.contextTokens;
    this.usedTokens = measured.promptTokens;
    this.#parts = checkpointed(renderHistory(this.#visible()));
  }

  /** Up to where the model's next message begins. */
  get parts(): readonly Part[] {
    return this.#parts;
  }

  /** How the answer begins that the model is to go on with: one that was cut off. */
  get begun(): string | undefined {
    return isContinuation(this.#messages) ? this.#messages.at(-1)?.content : undefined;
  }

  /**
   * Puts a step behind what there is.
   *
   * @param messages what the step is for the next turn
   * @param written the very tokens that the model wrote
   * @param usedTokens what the context had after them
   */
  async append(
    messages: readonly ChatMessage[],
    written: readonly Part[],
    results: readonly Part[],
    usedTokens: number,
  ): Promise<void> {
    this.#messages.push(...messages);
    this.#parts = checkpointed([...this.#parts, ...written, ...results]);
    const [added = 0] = await countParts([results], this.#count);
    this.usedTokens = usedTokens + added;
  }

  /** What the next turn's prompt begins with, once this answer was given. */
  historyAfter(answer: ChatMessage): Part[] {
    const begun = this.begun;
    const before = begun === undefined ? this.#messages : this.#messages.slice(0, -1);
    const last = { ...answer, content: (begun ?? "") + answer.content };
    return renderHistory(this.#visible([...before, last]));
  }

  /** What stands for the conversation where the model can't sum it up. */
  get plainSummary(): string {
    return plainSummary(this.#messages.slice(this.firstMessage), this.#summary);
  }

  get canBeCut(): boolean {
    return cutsOf(this.#messages, this.firstMessage).length > 0;
  }

  /** Leaves out what the summary has in it, and keeps the last steps. Returns the last call that is left out. */
  async cut(summary: string): Promise<string | undefined> {
    this.#summary = summary;
    for (const cut of cutsOf(this.#messages, this.firstMessage)) {
      const conversation = this.#visible(this.#messages, cut);
      const sizes = await sizesOf(conversation, "harmony", this.contextTokens, this.#count);
      this.usedTokens = sizes.messages.reduce((sum, size) => sum + size, sizes.head);
      this.firstMessage = cut;
      this.#parts = checkpointed(renderHistory(conversation));
      if (isCompact(this.usedTokens, this.contextTokens)) break;
    }
    return lastCallBefore(this.#messages, this.firstMessage);
  }

  #visible(messages: readonly ChatMessage[] = this.#messages, first = this.firstMessage): Conversation {
    const { summary: _, ...conversation } = this.#conversation;
    const shown = visibleFrom(messages, first);
    const isBegun = messages === this.#messages && this.begun !== undefined;
    return {
      ...conversation,
      ...(this.#summary === undefined ? {} : { summary: this.#summary }),
      messages: answered(isBegun ? shown.slice(0, -1) : shown),
    };
  }
}

/** A last call without a result was under way when its run ended. */
function answered(messages: readonly ChatMessage[]): ChatMessage[] {
  const results = (messages.at(-1)?.toolCalls ?? []).map(
    ({ id }): ChatMessage => ({ role: "tool", content: UNKNOWN_RESULT, toolCallId: id }),
  );
  return [...messages, ...results];
}
