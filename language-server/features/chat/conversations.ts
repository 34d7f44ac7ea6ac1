/** What the chat and the agent alike do with conversations: measure them, count texts, and warm the KV cache. */
import type { Engine } from "../../engine-client/api.ts";
import type { Prompt } from "../../engine-protocol/protocol.ts";
import { type ChatDialect, chatDialect } from "../../prompt/dialects.ts";
import type { ChatConversation, ChatResult, ReasoningEffort } from "../../protocol/chat.ts";
import { whenModelIsReady } from "../model-ready.ts";
import { estimateTokens } from "./fit.ts";
import { type MeasuredConversation, measure } from "./prompt.ts";
import { emptyResult } from "./results.ts";

export interface ConversationsDeps {
  engine: Engine;
  /** For conversations that don't choose. */
  reasoningEffort: () => ReasoningEffort;
}

export class Conversations {
  readonly #deps: ConversationsDeps;
  readonly #disposed = new AbortController();
  #warming = new AbortController();

  constructor(deps: ConversationsDeps) {
    this.#deps = deps;
  }

  /** For those that don't choose. */
  get reasoningEffort(): ReasoningEffort {
    return this.#deps.reasoningEffort();
  }

  /** Of the model that is loaded. */
  get dialect(): ChatDialect {
    return chatDialect(this.#deps.engine.status.model?.dialect ?? "harmony");
  }

  /**
   * Makes way for a question, and waits for a model that can chat. Returns what ends the answer, or the result of a
   * question that can't be asked.
   */
  async begin(
    { firstMessage = 0 }: Pick<ChatConversation, "firstMessage">,
    signal: AbortSignal,
  ): Promise<{ ended: AbortSignal } | { refused: ChatResult }> {
    this.makeWay();
    const ready = await this.ready(signal);
    return "refused" in ready ? { refused: emptyResult(firstMessage, ready.refused) } : ready;
  }

  /** Ends what is warmed: it would be in a question's way. */
  makeWay(): void {
    this.#warming.abort();
  }

  /** Waits for a model that can chat, and leaves alone what is warmed. Returns what ends the answer, or why there is none. */
  async ready(
    signal: AbortSignal,
  ): Promise<{ ended: AbortSignal } | { refused: "cancelled" | "noModel" | "noChat" }> {
    const { engine } = this.#deps;
    const ended = AbortSignal.any([signal, this.#disposed.signal]);
    if (!(await whenModelIsReady(engine, ended))) return { refused: ended.aborted ? "cancelled" : "noModel" };
    return engine.status.model?.chats === false ? { refused: "noChat" } : { ended };
  }

  /**
   * What a conversation takes, and what of it the model sees; null while no model is ready.
   *
   * @throws when a tool's result answers no call before it.
   */
  async measure(params: ChatConversation): Promise<MeasuredConversation | null> {
    const { chatContextTokens } = this.#deps.engine.status;
    if (chatContextTokens === undefined) return null;
    let lost = false;
    const effort = this.#deps.reasoningEffort();
    const measured = await measure(params, this.dialect, effort, chatContextTokens, async (texts) => {
      const counts = await this.count(texts);
      lost ||= counts === undefined;
      return counts ?? estimateTokens(texts);
    });
    return lost ? null : measured;
  }

  /** Exact token counts; undefined while no model is ready. */
  count(texts: string[]): Promise<number[] | undefined> {
    return this.#deps.engine.count(texts).catch(() => undefined);
  }

  /**
   * While the user reads an answer, the engine evaluates it as the next prompt will have it, without what was thought:
   * that prompt then needs no more than its own question.
   */
  warm(session: string, prompt: Prompt): void {
    if (this.#disposed.signal.aborted) return;
    const warming = new AbortController();
    this.#warming = warming;
    void this.#deps.engine.generate(
      {
        lane: "warm",
        warms: "chat",
        session,
        prompt,
        sampling: { temperature: 0 },
        stop: { texts: [], specials: [] },
        maxTokens: 0,
      },
      { signal: warming.signal },
    );
  }

  dispose(): void {
    this.#disposed.abort();
    this.#warming.abort();
  }
}
