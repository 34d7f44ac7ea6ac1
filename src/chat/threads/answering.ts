import { randomUUID } from "node:crypto";
import { CancellationTokenSource, type Disposable, l10n } from "vscode";
import type { ChatResult } from "../../../language-server/protocol/chat.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { serverEnd } from "../../server/server-lost.ts";
import { noModelMessage } from "../view/answer-text.ts";
import { readiness } from "../view/model-text.ts";
import { type AnswerDelta, DeltaBatch } from "./delta-batch.ts";
import {
  type Answer,
  type AnswerEnd,
  addCounts,
  append,
  type Channel,
  endReasoning,
  finish,
  openAnswer,
  seenFrom,
  type Thread,
  toConversation,
} from "./thread.ts";

/** A thread in use: the one place where its present state stands. */
export interface OpenThread {
  thread: Thread;
}

export interface AnswerOwner {
  /** The thread changed by more than a piece of text. */
  changed(open: OpenThread): void;
  /** A piece came for the end of the answer under way. */
  appended(open: OpenThread, messageId: string, channel: Channel, text: string): void;
}

interface Run {
  requestId: string;
  cancellation: CancellationTokenSource;
  batch: DeltaBatch;
  /** What the answer held when it was asked for: it is gone on with. */
  begun: Answer;
  thinksSince?: number;
}

/** Asks the server for answers: one at a time in each thread, in as many threads as the user likes. */
export class Answering implements Disposable {
  readonly #server: LanguageServer;
  readonly #owner: AnswerOwner;
  readonly #runs = new Map<OpenThread, Run>();
  readonly #subscription: Disposable;

  constructor(server: LanguageServer, owner: AnswerOwner) {
    this.#server = server;
    this.#owner = owner;
    this.#subscription = server.onChatDelta(({ requestId, channel, text }) => {
      for (const run of this.#runs.values()) if (run.requestId === requestId) run.batch.add(channel, text);
    });
  }

  /** The threads that an answer is being written in. */
  get running(): OpenThread[] {
    return [...this.#runs.keys()];
  }

  /** Has the answer written that the thread's last message is open for. */
  start(open: OpenThread): void {
    const begun = openAnswer(open.thread);
    if (!begun || this.#runs.has(open)) return;
    const run: Run = {
      requestId: randomUUID(),
      cancellation: new CancellationTokenSource(),
      batch: new DeltaBatch((pieces) => this.#append(open, run, pieces)),
      begun,
    };
    this.#runs.set(open, run);
    void this.#run(open, run);
  }

  /** Ends the answer at once; what it took is added when the server tells it. */
  stop(open: OpenThread): void {
    const run = this.#runs.get(open);
    if (!run) return;
    run.batch.flush();
    this.#end(open, run, { reason: "cancelled" });
    run.cancellation.cancel();
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const { cancellation, batch } of this.#runs.values()) {
      batch.flush();
      cancellation.cancel();
    }
  }

  async #run(open: OpenThread, run: Run): Promise<void> {
    try {
      const result = await this.#ask(open, run);
      if (result) this.#settle(open, run, result);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const isLost = this.#server.state !== "running";
      this.#end(open, run, isLost ? { reason: "serverLost" } : { reason: "failed", message });
    } finally {
      run.cancellation.dispose();
    }
  }

  /** Asks as soon as the model is ready. `undefined`: the answer has been ended without. */
  async #ask(open: OpenThread, run: Run): Promise<ChatResult | undefined> {
    for (;;) {
      const ready = await this.#untilSettled(run);
      if (this.#runs.get(open) !== run) return undefined;
      if (ready === "noServer") this.#end(open, run, serverIsDown());
      if (ready === "noModel") this.#end(open, run, this.#noModel());
      const client = this.#server.client;
      if (ready !== "ready" || !client) return undefined;
      const params = { ...toConversation(open.thread), requestId: run.requestId };
      const lost = serverEnd(this.#server, "The language server ended.");
      try {
        const result = await Promise.race([client.sendChat(params, run.cancellation.token), lost.promise]);
        // The model may have been released or changed in the same moment.
        if (result.cutReason !== "noModel" || this.#readiness() !== "wait") return result;
      } finally {
        lost.dispose();
      }
    }
  }

  /** Waits while the model loads, as long as the user does. */
  async #untilSettled(run: Run): Promise<ReturnType<typeof readiness>> {
    const now = () => this.#readiness();
    if (now() !== "wait") return now();
    const subscriptions: Disposable[] = [];
    await new Promise<void>((resolve) => {
      subscriptions.push(
        this.#server.onDidChange(() => {
          if (now() !== "wait") resolve();
        }),
        run.cancellation.token.onCancellationRequested(() => resolve()),
      );
    });
    for (const subscription of subscriptions) subscription.dispose();
    return now();
  }

  #append(open: OpenThread, run: Run, pieces: AnswerDelta[]): void {
    if (this.#runs.get(open) !== run) return;
    for (const { channel, text } of pieces) {
      const answer = openAnswer(open.thread);
      if (!answer) return;
      const isFirst = answer.answer === "" && answer.reasoning === "";
      const endsThinking = channel === "answer" && answer.reasoningMs === undefined;
      if (channel === "reasoning") run.thinksSince ??= performance.now();
      if (endsThinking) {
        const thought = run.thinksSince === undefined ? 0 : performance.now() - run.thinksSince;
        open.thread = endReasoning(open.thread, Math.round(thought));
      }
      open.thread = append(open.thread, channel, text);
      if (isFirst || endsThinking) this.#owner.changed(open);
      else this.#owner.appended(open, answer.id, channel, text);
    }
  }

  #settle(open: OpenThread, run: Run, result: ChatResult): void {
    run.batch.flush();
    if (this.#runs.get(open) !== run) {
      // It was stopped: what came after that isn't shown, but what it took is.
      open.thread = addCounts(open.thread, run.begun.id, countsOf(result));
      this.#owner.changed(open);
      return;
    }
    open.thread = seenFrom(open.thread, result.firstMessage);
    const { cutReason, stopReason, tool, sizes } = result;
    const reason = cutReason ?? stopReason;
    const end: AnswerEnd =
      reason === "noModel"
        ? this.#noModel()
        : { reason, counts: countsOf(result), ...(tool ? { tool } : {}), ...(sizes ? { sizes } : {}) };
    this.#end(open, run, end, result);
  }

  #end(open: OpenThread, run: Run, end: AnswerEnd, result?: ChatResult): void {
    run.batch.flush();
    if (this.#runs.get(open) !== run) return;
    this.#runs.delete(open);
    open.thread = finish(open.thread, end, Date.now(), result ? lastWord(run.begun, result) : {});
    this.#owner.changed(open);
  }

  #readiness(): ReturnType<typeof readiness> {
    return readiness({ server: this.#server.state, model: this.#server.model });
  }

  #noModel(): AnswerEnd {
    const message = noModelMessage(this.#server.model);
    return { reason: "noModel", ...(message ? { message } : {}) };
  }
}

function serverIsDown(): AnswerEnd {
  return { reason: "failed", message: l10n.t("The language server isn't running.") };
}

/** The result holds the text once more; of an answer that was gone on with, what is new. */
function lastWord(begun: Answer, result: ChatResult): Partial<Answer> {
  const { answer, reasoning, reasoningMs } = result;
  return begun.answer === ""
    ? { answer, reasoning, reasoningMs: Math.round(reasoningMs) }
    : { answer: begun.answer + answer };
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
