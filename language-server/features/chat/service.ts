/** Chat: from a conversation to the model's next answer. The one place of the feature that has effects. */
import type { Engine } from "../../engine-client/api.ts";
import { type ChatDialect, chatDialect } from "../../prompt/dialects.ts";
import type {
  ChatConversation,
  ChatDelta,
  ChatResult,
  ChatSendParams,
  ContextUse,
  CutReason,
  ReasoningEffort,
} from "../../protocol/chat.ts";
import type { ContextItem, FittedItem } from "../../protocol/context.ts";
import { NO_COUNTS } from "../../protocol/status.ts";
import { DeltaBatch } from "../delta-batch.ts";
import { whenModelIsReady } from "../model-ready.ts";
import { estimateTokens, fitItems } from "./fit.ts";
import { type GeneratedAnswer, generateAnswer } from "./generate-answer.ts";
import { type MeasuredConversation, measure, promptAfter } from "./prompt.ts";
import { answerReserve } from "./window.ts";

/** Where no model says how much a conversation may have. */
const USUAL_CONTEXT_TOKENS = 8_192;

export interface ChatDeps {
  engine: Engine;
  /** For conversations that don't choose. */
  reasoningEffort: () => ReasoningEffort;
}

export class ChatService {
  readonly #deps: ChatDeps;
  readonly #disposed = new AbortController();
  #warming = new AbortController();

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
    const { engine } = this.#deps;
    this.#warming.abort();
    const ended = AbortSignal.any([signal, this.#disposed.signal]);
    const firstMessage = params.firstMessage ?? 0;
    if (!(await whenModelIsReady(engine, ended)))
      return emptyResult(firstMessage, ended.aborted ? "cancelled" : "noModel");
    if (engine.status.model?.chats === false) return emptyResult(firstMessage, "noChat");
    const measured = await this.#measure(params);
    const result = await this.#ask(params, measured, ended, onDelta);
    // The context is created with the first question, and may turn out smaller than what was asked for.
    const shrunk = (engine.status.chatContextTokens ?? 0) < (measured?.sizes.contextTokens ?? 0);
    if (result.stopReason !== "context" || result.promptTokens > 0 || !shrunk) return result;
    return this.#ask(params, await this.#measure(params), ended, onDelta);
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
    if (tooLong) {
      const promptTokens = sizes.messages
        .slice(measured.firstMessage)
        .reduce((sum, size) => sum + size, sizes.head);
      return {
        ...emptyResult(measured.firstMessage, "tooLong"),
        sizes: { promptTokens, contextTokens: sizes.contextTokens },
      };
    }

    const { requestId } = params;
    const deltas = new DeltaBatch((channel, text) => onDelta({ requestId, channel, text }));
    const generated = await generateAnswer(
      this.#deps.engine,
      {
        lane: "chat",
        session: params.conversationId,
        conversation: measured.conversation,
        dialect: this.#dialect,
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
    const measured = await this.#measure(params);
    if (!measured) return null;
    const { sizes, firstMessage } = measured;
    const visible = params.messages.slice(firstMessage);
    const contents = visible.filter(({ role }) => role === "user").map(({ content }) => content);
    const rules = params.rules ?? "";
    const [rulesTokens = 0, ...questions] = (await this.#count([rules, ...contents])) ?? [];
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
    const ofUsers = sum(sizeOf("user"));
    return {
      contextTokens: sizes.contextTokens,
      answerTokens: answerReserve(sizes.contextTokens),
      instructions: Math.max(0, sizes.head - rulesTokens),
      rules: rulesTokens,
      attached: visible.some(({ context = [] }) => context.length > 0) ? ofUsers - sum(questions) : 0,
      questions: visible.some(({ context = [] }) => context.length > 0) ? sum(questions) : ofUsers,
      answers: sum(sizeOf("assistant")) + sum(sizeOf("tool")),
      firstMessage,
    };

    function sizeOf(role: "user" | "assistant" | "tool"): number[] {
      return visible.flatMap((message, index) =>
        message.role === role ? [sizes.messages[firstMessage + index] ?? 0] : [],
      );
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
      return (await this.#count(texts)) ?? estimateTokens(texts);
    });
  }

  dispose(): void {
    this.#disposed.abort();
    this.#warming.abort();
  }

  async #measure(params: ChatConversation): Promise<MeasuredConversation | null> {
    const { chatContextTokens } = this.#deps.engine.status;
    if (chatContextTokens === undefined) return null;
    let lost = false;
    const effort = this.#deps.reasoningEffort();
    const measured = await measure(params, this.#dialect, effort, chatContextTokens, async (texts) => {
      const counts = await this.#count(texts);
      lost ||= counts === undefined;
      return counts ?? estimateTokens(texts);
    });
    return lost ? null : measured;
  }

  /** Of the model that is loaded. */
  get #dialect(): ChatDialect {
    return chatDialect(this.#deps.engine.status.model?.dialect ?? "harmony");
  }

  /** Undefined while no model is ready. */
  #count(texts: string[]): Promise<number[] | undefined> {
    return this.#deps.engine.count(texts).catch(() => undefined);
  }

  /**
   * While the user reads the answer, the engine evaluates it as the next prompt will have it, without what was
   * thought: that prompt then needs no more than its own question.
   */
  #warm(
    { conversationId }: ChatSendParams,
    { conversation }: MeasuredConversation,
    result: ChatResult,
  ): void {
    if (this.#disposed.signal.aborted || result.answer === "" || result.stopReason === "engineLost") return;
    const warming = new AbortController();
    this.#warming = warming;
    const { answer, reasoning, toolCalls = [] } = result;
    const prompt = promptAfter(conversation, this.#dialect, {
      role: "assistant",
      content: answer,
      reasoning,
      toolCalls,
    });
    void this.#deps.engine.generate(
      {
        lane: "warm",
        warms: "chat",
        session: conversationId,
        prompt,
        sampling: { temperature: 0 },
        stop: { texts: [], specials: [] },
        maxTokens: 0,
      },
      { signal: warming.signal },
    );
  }
}

function emptyResult(firstMessage: number, why: CutReason | "cancelled"): ChatResult {
  return {
    answer: "",
    reasoning: "",
    stopReason: why === "tooLong" ? "context" : why === "cancelled" ? "cancelled" : "unusable",
    ...(why === "cancelled" ? {} : { cutReason: why }),
    reasoningMs: 0,
    firstMessage,
    evaluatedTokens: 0,
    ...NO_COUNTS,
  };
}

function toResult(
  { answer, stopReason, cutReason, counts }: GeneratedAnswer,
  firstMessage: number,
): ChatResult {
  const { toolCalls, unknownTool } = answer;
  return {
    ...counts,
    answer: answer.answer,
    reasoning: answer.reasoning,
    ...(toolCalls.length > 0 ? { toolCalls } : {}),
    stopReason,
    ...(cutReason === undefined ? {} : { cutReason }),
    ...(unknownTool === undefined ? {} : { tool: unknownTool }),
    reasoningMs: answer.reasoningMs,
    firstMessage,
    evaluatedTokens: counts.promptTokens - counts.reusedTokens,
  };
}
