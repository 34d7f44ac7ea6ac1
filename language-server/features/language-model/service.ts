/** The model as VS Code's chat and other extensions use it. The one place of the feature that has effects. */
import type { Engine } from "../../engine-client/api.ts";
import { renderHistory } from "../../prompt/conversation.ts";
import { templateMessages } from "../../prompt/template-conversation.ts";
import type { ChatMessage, CutReason } from "../../protocol/chat.ts";
import type { LanguageModelEvent, RespondParams, RespondResult } from "../../protocol/language-model.ts";
import { NO_COUNTS } from "../../protocol/status.ts";
import type { Conversations } from "../chat/conversations.ts";
import { estimateTokens } from "../chat/fit.ts";
import { generateAnswer } from "../chat/generate-answer.ts";
import { countParts, isContinuation, sizesOf } from "../chat/prompt.ts";
import { DeltaBatch } from "../delta-batch.ts";
import { editContextTokens } from "../edit-context.ts";
import { callerMessages } from "./caller-messages.ts";
import { piecesOf, type ToldConversation } from "./history.ts";
import { type KeptStep, KeptSteps } from "./kept-steps.ts";
import { type Place, placeOf } from "./place.ts";
import { type RequestKind, requestKind } from "./request-kind.ts";
import { type WrittenAnswer, writeAnswer } from "./write-answer.ts";

export interface LanguageModelDeps {
  engine: Engine;
  conversations: Conversations;
}

/** Less is no answer. */
const MIN_ANSWER_TOKENS = 256;
/** `<|start|>assistant`, and for an answer that goes on `<|channel|>final<|message|>`. */
const ANSWER_START_TOKENS = 5;

type OnEvent = (event: LanguageModelEvent) => void;

export class LanguageModelService {
  readonly #deps: LanguageModelDeps;
  readonly #kept = new KeptSteps();

  constructor(deps: LanguageModelDeps) {
    this.#deps = deps;
  }

  /**
   * Answers the last message; `onEvent` receives what is certain of the answer, in order. Never rejects for a state that
   * is no bug of the caller: the result says why an answer is not whole. A model that is loading is waited for.
   */
  async respond(params: RespondParams, signal: AbortSignal, onEvent: OnEvent): Promise<RespondResult> {
    const { engine, conversations } = this.#deps;
    const kind = requestKind(params);
    if (kind === "conversation") conversations.makeWay();
    const begun = await conversations.ready(signal);
    if ("refused" in begun) return notAsked(begun.refused);
    const contextTokens = engine.status.chatContextTokens ?? 0;
    const result = await this.#answer(params, kind, begun.ended, onEvent);
    // The context is created with the first request, and may turn out smaller than planned.
    const shrunk = (engine.status.chatContextTokens ?? 0) < contextTokens;
    if (result.stopReason !== "context" || result.promptTokens > 0 || !shrunk) return result;
    return this.#answer(params, kind, begun.ended, onEvent);
  }

  #answer(params: RespondParams, kind: RequestKind, signal: AbortSignal, onEvent: OnEvent) {
    const told = this.#told(params, kind);
    return this.#deps.conversations.dialect === "harmony"
      ? this.#inHarmony(params, kind, told, signal, onEvent)
      : this.#byTemplate(params, kind, told, signal, onEvent);
  }

  /** The conversation as the model is told it, with the calls under the names that the model has called them by. */
  #told(
    { messages, tools, conversationId, reasoningEffort }: RespondParams,
    kind: RequestKind,
  ): ToldConversation {
    const caller = callerMessages(messages, conversationId);
    const kept = new Map<ChatMessage, KeptStep>();
    const said = caller.messages.map((message) => {
      const step = this.#kept.find((message.toolCalls ?? []).map(({ id }) => id));
      if (!step) return message;
      const known = { ...message, toolCalls: step.calls.map(({ channel: _, ...call }) => call) };
      kept.set(known, step);
      return known;
    });
    return {
      // A title is no question to think about.
      reasoning: kind === "side" ? "low" : (reasoningEffort ?? this.#deps.conversations.reasoningEffort),
      instructions: caller.instructions,
      ownInstructions: caller.own,
      tools,
      messages: said,
      kept,
    };
  }

  async #inHarmony(
    params: RespondParams,
    kind: RequestKind,
    told: ToldConversation,
    signal: AbortSignal,
    onEvent: OnEvent,
  ): Promise<RespondResult> {
    const { engine, conversations } = this.#deps;
    const goesOn = isContinuation(told.messages);
    const begun = goesOn ? told.messages.at(-1)?.content : undefined;
    const pieces = piecesOf(goesOn ? { ...told, messages: told.messages.slice(0, -1) } : told);
    const sizes = await countParts(pieces, (texts) => this.#count(texts));
    const promptTokens = sizes.reduce((sum, size) => sum + size, ANSWER_START_TOKENS);
    const place = this.#place(params, kind, promptTokens);
    if ("tooLong" in place) return place.tooLong;
    const { tools, mustCall, temperature } = params;
    const { contextTokens, ...lane } = place;
    const written = await writeAnswer(
      engine,
      {
        ...lane,
        dialect: "harmony",
        temperature,
        maxTokens: params.maxTokens ?? contextTokens,
        before: pieces.flat(),
        begun,
        offered: { native: [], readsOnly: false, tools },
        mustCall,
        callerCall: async ({ name, input }) => ({ name, input }),
      },
      signal,
      onEvent,
    );
    if (written.step) this.#kept.keep(written.step);
    else if (kind === "conversation" && isWhole(written))
      conversations.warm(place.session, renderHistory(after(told, written.text)));
    const { counts, stopReason, cutReason, evaluatedTokens } = written;
    return { ...counts, stopReason, ...(cutReason === undefined ? {} : { cutReason }), evaluatedTokens };
  }

  /** Other models: what a call looks like is another matter with each. */
  async #byTemplate(
    params: RespondParams,
    kind: RequestKind,
    { kept: _, ownInstructions = "", ...told }: ToldConversation,
    signal: AbortSignal,
    onEvent: OnEvent,
  ): Promise<RespondResult> {
    if (params.tools.length > 0) return notAsked("noTools");
    const { engine, conversations } = this.#deps;
    const instructions = [told.instructions, ownInstructions].filter(Boolean).join("\n\n");
    const conversation = { ...told, instructions };
    const sizes = await sizesOf(conversation, "template", 0, (texts) => this.#count(texts));
    const promptTokens = sizes.messages.reduce((sum, size) => sum + size, sizes.head);
    const place = this.#place(params, kind, promptTokens);
    if ("tooLong" in place) return place.tooLong;
    const deltas = new DeltaBatch((channel, text) =>
      onEvent({ kind: channel === "reasoning" ? "thinking" : "text", text }),
    );
    const { contextTokens, ...lane } = place;
    const { answer, stopReason, cutReason, counts } = await generateAnswer(
      engine,
      {
        ...lane,
        conversation,
        dialect: "template",
        temperature: params.temperature,
        maxTokens: params.maxTokens ?? contextTokens,
      },
      signal,
      (channel, text) => deltas.push(channel, text),
      {
        onQueued: () => onEvent({ kind: "queued" }),
        onProgress: (progress) => onEvent({ kind: "progress", ...progress }),
      },
    );
    deltas.flush();
    if (kind === "conversation" && isWhole({ text: answer.answer, stopReason }))
      conversations.warm(place.session, { messages: templateMessages(after(conversation, answer.answer)) });
    return {
      ...counts,
      stopReason,
      ...(cutReason === undefined ? {} : { cutReason }),
      evaluatedTokens: counts.promptTokens - counts.reusedTokens,
    };
  }

  /** Where the request runs, or why it can't. */
  #place(
    { conversationId }: RespondParams,
    kind: RequestKind,
    promptTokens: number,
  ): Place | { tooLong: RespondResult } {
    const { status } = this.#deps.engine;
    const fits = (contextTokens: number) => promptTokens + MIN_ANSWER_TOKENS <= contextTokens;
    const editTokens = editContextTokens(status);
    const chatTokens = status.chatContextTokens ?? 0;
    const place = placeOf(kind, conversationId, fits(editTokens) ? editTokens : undefined, chatTokens);
    if (fits(place.contextTokens)) return place;
    const sizes = { promptTokens, contextTokens: place.contextTokens };
    return { tooLong: { ...notAsked("tooLong"), sizes } };
  }

  async #count(texts: string[]): Promise<number[]> {
    return (await this.#deps.conversations.count(texts)) ?? estimateTokens(texts);
  }
}

/** Whether the conversation goes on with this answer. */
const isWhole = ({ text, stopReason }: Pick<WrittenAnswer, "text" | "stopReason">) =>
  text !== "" && stopReason !== "engineLost";

/** The conversation once the answer was given. */
function after<Told extends { messages: readonly ChatMessage[] }>(told: Told, answer: string): Told {
  const { messages } = told;
  const begun = isContinuation(messages) ? messages.at(-1) : undefined;
  const said: ChatMessage = { role: "assistant", content: (begun?.content ?? "") + answer };
  return { ...told, messages: [...(begun ? messages.slice(0, -1) : messages), said] };
}

/** The result of a request that the model wasn't asked. */
function notAsked(why: CutReason | "cancelled"): RespondResult {
  return {
    ...NO_COUNTS,
    stopReason: why === "cancelled" ? "cancelled" : why === "tooLong" ? "context" : "unusable",
    ...(why === "cancelled" ? {} : { cutReason: why }),
    evaluatedTokens: 0,
  };
}
