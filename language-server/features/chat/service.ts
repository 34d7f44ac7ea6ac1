/** Chat: from a conversation to the model's next answer. The one place of the feature that has effects. */
import type { Engine } from "../../engine-client/api.ts";
import type {
  ChatConversation,
  ChatDelta,
  ChatResult,
  ChatSendParams,
  ContextUse,
} from "../../protocol/chat.ts";
import type { ContextItem, FittedItem } from "../../protocol/context.ts";
import { answerReserve } from "../../protocol/limits.ts";
import { DeltaBatch } from "../delta-batch.ts";
import type { Conversations } from "./conversations.ts";
import { estimateTokens, fitItems } from "./fit.ts";
import { generateAnswer } from "./generate-answer.ts";
import { type MeasuredConversation, promptAfter } from "./prompt.ts";
import { emptyResult, tooLongResult, toResult } from "./results.ts";
import { visibleFrom } from "./window.ts";

/** Where no model says how much a conversation may have. */
const USUAL_CONTEXT_TOKENS = 8_192;

export interface ChatDeps {
  engine: Engine;
  conversations: Conversations;
}

export class ChatService {
  readonly #deps: ChatDeps;

  constructor(deps: ChatDeps) {
    this.#deps = deps;
  }

  /**
   * Runs the model on a conversation; `onDelta` receives the answer as it comes. Never rejects for a state that is
   * no bug of the caller: the result says why an answer is not whole. A model that is loading is waited for.
   *
   * @throws when a tool's result answers no call before it.
   */
  async send(
    params: ChatSendParams,
    signal: AbortSignal,
    onDelta: (delta: ChatDelta) => void,
  ): Promise<ChatResult> {
    const { engine, conversations } = this.#deps;
    const begun = await conversations.begin(params, signal);
    if ("refused" in begun) return begun.refused;
    const { ended } = begun;
    const measured = await conversations.measure(params);
    const result = await this.#ask(params, measured, ended, onDelta);
    // The context is created with the first question, and may turn out smaller than what was asked for.
    const shrunk = (engine.status.chatContextTokens ?? 0) < (measured?.sizes.contextTokens ?? 0);
    if (result.stopReason !== "context" || result.promptTokens > 0 || !shrunk) return result;
    return this.#ask(params, await conversations.measure(params), ended, onDelta);
  }

  async #ask(
    params: ChatSendParams,
    measured: MeasuredConversation | null,
    ended: AbortSignal,
    onDelta: (delta: ChatDelta) => void,
  ): Promise<ChatResult> {
    // The engine went away between two questions.
    if (!measured) return emptyResult(params.firstMessage ?? 0, "noModel");
    const { sizes, tooLong } = measured;
    if (tooLong) return tooLongResult(measured);

    const { requestId } = params;
    const deltas = new DeltaBatch((channel, text) => onDelta({ requestId, channel, text }));
    const generated = await generateAnswer(
      this.#deps.engine,
      {
        lane: "chat",
        session: params.conversationId,
        conversation: measured.conversation,
        dialect: this.#deps.conversations.dialect,
        temperature: params.temperature,
        maxTokens: params.maxTokens ?? sizes.contextTokens,
      },
      ended,
      (channel, text) => deltas.push(channel, text),
    );
    deltas.flush();
    const result = toResult(generated, measured.firstMessage);
    this.#warm(params, measured, result);
    return result;
  }

  /** What a conversation takes of the context; null while no model is ready. */
  async measure(params: ChatConversation): Promise<ContextUse | null> {
    const { conversations } = this.#deps;
    const measured = await conversations.measure(params);
    if (!measured) return null;
    const { sizes, firstMessage } = measured;
    const sized = params.messages.map((message, index) => ({ ...message, size: sizes.messages[index] ?? 0 }));
    const visible = visibleFrom(sized, firstMessage);
    const contents = visible.filter(({ role }) => role === "user").map(({ content }) => content);
    const { rules = "", summary = "" } = params;
    const counted = (await conversations.count([rules, summary, ...contents])) ?? [];
    const [rulesTokens = 0, summaryTokens = 0, ...questions] = counted;
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
    const ofUsers = sum(sizeOf("user"));
    return {
      contextTokens: sizes.contextTokens,
      answerTokens: answerReserve(sizes.contextTokens),
      instructions: Math.max(0, sizes.head - rulesTokens - summaryTokens),
      rules: rulesTokens,
      attached: visible.some(({ context = [] }) => context.length > 0) ? ofUsers - sum(questions) : 0,
      questions: visible.some(({ context = [] }) => context.length > 0) ? sum(questions) : ofUsers,
      answers: sum(sizeOf("assistant")) + sum(sizeOf("tool")) + summaryTokens,
      firstMessage,
    };

    function sizeOf(role: "user" | "assistant" | "tool"): number[] {
      return visible.flatMap((message) => (message.role === role ? [message.size] : []));
    }
  }

  /** Token counts, exact. Rejects while no model is ready. */
  count(texts: string[]): Promise<number[]> {
    return this.#deps.engine.count(texts);
  }

  /** Cuts what is to be attached to half of the context. */
  async fit(items: readonly ContextItem[]): Promise<FittedItem[]> {
    const contextTokens = this.#deps.engine.status.chatContextTokens ?? USUAL_CONTEXT_TOKENS;
    return fitItems(items, Math.floor(contextTokens / 2), async (texts) => {
      return (await this.#deps.conversations.count(texts)) ?? estimateTokens(texts);
    });
  }

  #warm(
    { conversationId }: ChatSendParams,
    { conversation }: MeasuredConversation,
    { answer, reasoning, toolCalls = [], stopReason }: ChatResult,
  ): void {
    if (answer === "" || stopReason === "engineLost") return;
    const said = { role: "assistant", content: answer, reasoning, toolCalls } as const;
    const { conversations } = this.#deps;
    conversations.warm(conversationId, promptAfter(conversation, conversations.dialect, said));
  }
}
