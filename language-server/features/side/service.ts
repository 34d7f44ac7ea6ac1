/**
 * Side requests: what the model is asked outside of any conversation. They run on the edits' context, where they
 * evict no conversation, and nothing is warmed after them: no other question will begin with their answer.
 */
import type { Engine } from "../../engine-client/api.ts";
import { GENERAL_INSTRUCTIONS } from "../../prompt/chat-instructions.ts";
import type { Conversation } from "../../prompt/conversation.ts";
import { chatDialect } from "../../prompt/dialects.ts";
import type { ChatMessage, CutReason } from "../../protocol/chat.ts";
import type { SideAskParams, SideAskResult } from "../../protocol/side.ts";
import { NO_COUNTS } from "../../protocol/status.ts";
import { type CountTokens, estimateTokens } from "../chat/fit.ts";
import { generateAnswer } from "../chat/generate-answer.ts";
import { sizesOf } from "../chat/prompt.ts";
import { endOfUnasked } from "../chat/results.ts";
import { isTooLong, type Sizes } from "../chat/window.ts";
import { editContextTokens } from "../edit-context.ts";
import { whenModelIsReady } from "../model-ready.ts";
import { fitMessages } from "./fit-messages.ts";

/** One for all of them: the beginning of their prompts is the same. */
const SESSION = "side";
/** Of the context, at least this much is left to the answer where something is attached, and to what frames that. */
const MIN_ANSWER_TOKENS = 512;

export class SideService {
  readonly #engine: Engine;
  readonly #disposed = new AbortController();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * Runs the model. Never rejects for a state that is no bug of the caller: the result says why an answer is not
   * whole. A model that is loading is waited for.
   *
   * @throws when a tool's result answers no call before it.
   */
  async ask(params: SideAskParams, signal: AbortSignal): Promise<SideAskResult> {
    const ended = AbortSignal.any([signal, this.#disposed.signal]);
    if (!(await whenModelIsReady(this.#engine, ended))) return cut(ended.aborted ? "cancelled" : "noModel");
    if (this.#engine.status.model?.chats === false) return cut("noChat");
    const contextTokens = editContextTokens(this.#engine.status);
    const result = await this.#askWithin(contextTokens, params, ended);
    // The context is created with the first request, and may turn out smaller than planned.
    const now = editContextTokens(this.#engine.status);
    if (result.cutReason !== "tooLong" || now >= contextTokens) return result;
    return this.#askWithin(now, params, ended);
  }

  dispose(): void {
    this.#disposed.abort();
  }

  async #askWithin(
    contextTokens: number,
    params: SideAskParams,
    signal: AbortSignal,
  ): Promise<SideAskResult> {
    const { messages, maxTokens, reasoningEffort = "low", temperature = 0 } = params;
    const dialect = chatDialect(this.#engine.status.model?.dialect ?? "harmony");
    let isLost = false;
    const count: CountTokens = (texts) =>
      this.#engine.count(texts).catch(() => {
        isLost = true;
        return estimateTokens(texts);
      });
    const conversationOf = (messages: readonly ChatMessage[]): Conversation => ({
      reasoning: reasoningEffort,
      instructions: GENERAL_INSTRUCTIONS,
      messages,
    });
    const bare = messages.map(({ context: _context, ...message }) => message);
    const bareSizes = await sizesOf(conversationOf(bare), dialect, contextTokens, count);
    const forAnswer = Math.min(Math.max(maxTokens, MIN_ANSWER_TOKENS), contextTokens / 2);
    const room = Math.floor(contextTokens - totalOf(bareSizes) - forAnswer);
    const conversation = conversationOf(await fitMessages(messages, room, count));
    const sizes = await sizesOf(conversation, dialect, contextTokens, count);
    // The engine went away meanwhile.
    if (isLost) return cut("noModel");
    if (isTooLong(sizes, 0))
      return { ...cut("tooLong"), sizes: { promptTokens: totalOf(sizes), contextTokens } };

    const generated = await generateAnswer(
      this.#engine,
      { lane: "side", session: SESSION, conversation, dialect, temperature, maxTokens },
      signal,
      () => undefined,
    );
    const { answer, stopReason, cutReason, counts } = generated;
    if (stopReason === "context" && counts.promptTokens === 0) return cut("tooLong");
    return {
      ...counts,
      answer: answer.answer,
      stopReason,
      ...(cutReason === undefined ? {} : { cutReason }),
    };
  }
}

function totalOf({ head, messages }: Sizes): number {
  return messages.reduce((sum, size) => sum + size, head);
}

/** The result of a request that did not run. */
function cut(why: CutReason | "cancelled"): SideAskResult {
  return { ...NO_COUNTS, answer: "", ...endOfUnasked(why) };
}
