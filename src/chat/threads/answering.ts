import { randomUUID } from "node:crypto";
import { CancellationTokenSource, type Disposable } from "vscode";
import type { ChatResult } from "../../../language-server/protocol/chat.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import type { Client } from "../../server/main.ts";
import { serverEnd } from "../../server/server-lost.ts";
import { readiness } from "../view/model-text.ts";
import { seenFrom, toConversation } from "./conversation.ts";
import type { AnswerDelta, LiveThreads, OpenThread } from "./live-threads.ts";
import {
  type Answer,
  type AnswerEnd,
  addCounts,
  append,
  endReasoning,
  finish,
  openAnswer,
  type Thread,
} from "./thread.ts";

interface Run {
  requestId: string;
  cancellation: CancellationTokenSource;
  /** The answer when the request was made: empty, or cut and now continued. */
  initial: Answer;
  thinksSince?: number;
  /** It was asked for once, and no model was there. */
  isRefused?: boolean;
}

/** Asks the server for answers: one at a time in each thread, in as many threads as the user likes. */
export class Answering implements Disposable {
  readonly #server: LanguageServer;
  readonly #threads: LiveThreads;
  readonly #runs = new Map<OpenThread, Run>();
  readonly #subscription: Disposable;

  constructor(server: LanguageServer, threads: LiveThreads) {
    this.#server = server;
    this.#threads = threads;
    this.#subscription = server.onChatDelta(({ requestId, ...delta }) => {
      for (const [open, run] of this.#runs) if (run.requestId === requestId) this.#append(open, run, delta);
    });
  }

  /** Requests the answer when the thread's last message is an open one. */
  start(open: OpenThread): void {
    const initial = openAnswer(open.thread);
    if (!initial || this.#runs.has(open)) return;
    const run: Run = {
      requestId: randomUUID(),
      cancellation: new CancellationTokenSource(),
      initial,
    };
    this.#runs.set(open, run);
    void this.#run(open, run);
  }

  /** Ends the answer at once. Its counts are added when the server reports them. */
  stop(open: OpenThread): void {
    const run = this.#runs.get(open);
    if (!run) return;
    this.#endWith(open, run, { reason: "cancelled" });
    run.cancellation.cancel();
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const { cancellation } of this.#runs.values()) cancellation.cancel();
  }

  async #run(open: OpenThread, run: Run): Promise<void> {
    try {
      const result = await this.#ask(open, run);
      if (result) this.#settle(open, run, result);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const isLost = this.#server.state !== "running";
      this.#endWith(open, run, isLost ? { reason: "serverLost" } : { reason: "failed", message });
    } finally {
      run.cancellation.dispose();
    }
  }

  /** Asks as soon as a model is ready. Returns `undefined` when the answer has ended without a request. */
  async #ask(open: OpenThread, run: Run): Promise<ChatResult | undefined> {
    for (;;) {
      const client = await this.#untilReady(run);
      if (this.#runs.get(open) !== run || !client) return undefined;
      const params = { ...toConversation(open.thread, undefined), requestId: run.requestId };
      const lost = serverEnd(this.#server, "The language server ended.");
      try {
        const result = await Promise.race([client.sendChat(params, run.cancellation.token), lost.promise]);
        const { state: server, model } = this.#server;
        if (result.cutReason !== "noModel" || readiness({ server, model }) === "ready") return result;
        run.isRefused = true;
      } finally {
        lost.dispose();
      }
    }
  }

  /** Waits for a server with a model, until the user stops the answer: then `undefined`. */
  async #untilReady(run: Run): Promise<Client | undefined> {
    const { token } = run.cancellation;
    const isOver = () => token.isCancellationRequested || this.#canAsk(run);
    if (!isOver()) {
      const subscriptions: Disposable[] = [];
      await new Promise<void>((resolve) => {
        subscriptions.push(
          this.#server.onDidChange(() => {
            if (isOver()) resolve();
          }),
          token.onCancellationRequested(() => resolve()),
        );
      });
      for (const subscription of subscriptions) subscription.dispose();
    }
    return token.isCancellationRequested ? undefined : this.#server.client;
  }

  /** A model that couldn't be loaded is tried once more for each answer. */
  #canAsk({ isRefused }: Run): boolean {
    const { state: server, model } = this.#server;
    const isFirstTry = !isRefused && server === "running" && model?.state === "failed";
    return isFirstTry || readiness({ server, model }) === "ready";
  }

  #append(open: OpenThread, run: Run, delta: AnswerDelta): void {
    const answer = openAnswer(open.thread);
    if (!answer) return;
    const { channel, text } = delta;
    const isFirst = answer.answer === "" && answer.reasoning === "";
    const endsThinking = channel === "answer" && answer.reasoningMs === undefined;
    if (channel === "reasoning") run.thinksSince ??= performance.now();
    const thoughtMs = run.thinksSince === undefined ? 0 : Math.round(performance.now() - run.thinksSince);
    this.#threads.update(
      open,
      (thread) => append(endsThinking ? endReasoning(thread, thoughtMs) : thread, channel, text),
      isFirst || endsThinking ? {} : { delta },
    );
  }

  #settle(open: OpenThread, run: Run, result: ChatResult): void {
    if (this.#runs.get(open) !== run) {
      // It was stopped: later text isn't shown, but the counts are.
      this.#threads.update(open, (thread) => addCounts(thread, run.initial.id, countsOf(result)));
      return;
    }
    const { cutReason, stopReason, tool, sizes, firstMessage } = result;
    const reason = cutReason ?? stopReason;
    const end: AnswerEnd = {
      reason,
      counts: countsOf(result),
      ...(tool ? { tool } : {}),
      ...(sizes ? { sizes } : {}),
    };
    this.#end(open, run, (thread) =>
      finish(seenFrom(thread, firstMessage, undefined), end, Date.now(), finalText(run.initial, result)),
    );
  }

  #endWith(open: OpenThread, run: Run, end: AnswerEnd): void {
    this.#end(open, run, (thread) => finish(thread, end, Date.now()));
  }

  #end(open: OpenThread, run: Run, step: (thread: Thread) => Thread): void {
    if (this.#runs.get(open) !== run) return;
    this.#runs.delete(open);
    this.#threads.update(open, step);
  }
}

/** The text of the whole answer. The result has all of it, or only the new part of a continued answer. */
function finalText(initial: Answer, result: ChatResult): Partial<Answer> {
  const { answer, reasoning, reasoningMs } = result;
  return initial.answer === ""
    ? { answer, reasoning, reasoningMs: Math.round(reasoningMs) }
    : { answer: initial.answer + answer };
}

function countsOf(result: ChatResult): NonNullable<AnswerEnd["counts"]> {
  const {
    promptTokens,
    reusedTokens,
    generatedTokens,
    draftedTokens,
    acceptedTokens,
    firstTokenMs,
    totalMs,
  } = result;
  return {
    promptTokens,
    reusedTokens,
    generatedTokens,
    draftedTokens,
    acceptedTokens,
    firstTokenMs,
    totalMs,
  };
}
