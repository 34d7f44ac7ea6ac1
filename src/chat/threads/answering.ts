import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { CancellationTokenSource, type Disposable, EventEmitter } from "vscode";
import { messageOf } from "../../../common/errors.ts";
import type { AgentEvent } from "../../../language-server/protocol/agent.ts";
import type { AgentMode, ChatResult } from "../../../language-server/protocol/chat.ts";
import type { AgentWork } from "../../agent/index.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import type { Client } from "../../server/main.ts";
import { serverEnd } from "../../server/server-lost.ts";
import { modeFacts } from "../mode-facts.ts";
import { usedMode } from "../view/mode-text.ts";
import { readiness } from "../view/model-text.ts";
import { withEvent } from "./agent-step.ts";
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
  /** What the answer said already, until the model calls a tool: from then on it is part of that step. */
  kept: string;
  /** The tools that it was asked with. */
  mode?: AgentMode;
  waiting: Waiting;
  /** What it has taken of the context so far, in tokens. */
  usedTokens?: number;
  thinksSince?: number;
  /** It was asked for once, and no model was there. */
  isRefused?: boolean;
}

export interface AnsweringOptions {
  server: LanguageServer;
  threads: LiveThreads;
  work: Pick<AgentWork, "begin" | "tools">;
  /** Whether a question is kept until there is a model. Without it, it ends where none is about to be ready. */
  waits: boolean;
}

/** What an answer waits for. */
export interface Waiting {
  /** Another conversation's answer comes first. */
  isQueued: boolean;
  /** A long prompt is evaluated: so many tokens in all. */
  promptTokens?: number;
}

const NOTHING: Waiting = { isQueued: false };

/** Asks the server for answers: one at a time in each thread, in as many threads as the user likes. */
export class Answering implements Disposable {
  readonly #server: LanguageServer;
  readonly #threads: LiveThreads;
  readonly #work: Pick<AgentWork, "begin" | "tools">;
  readonly #waits: boolean;
  readonly #runs = new Map<OpenThread, Run>();
  /** Stopped, and not yet at their end in the server. */
  readonly #stopped = new Map<Run, OpenThread>();
  readonly #used = new EventEmitter<OpenThread>();
  readonly #subscriptions: Disposable[];

  /** What an answer has taken of the context is another number of tokens, or it waits for another one. */
  readonly onDidUse = this.#used.event;

  constructor({ server, threads, work, waits }: AnsweringOptions) {
    this.#server = server;
    this.#threads = threads;
    this.#work = work;
    this.#waits = waits;
    this.#subscriptions = [
      server.onChatDelta(({ requestId, ...delta }) => {
        for (const [open, run] of this.#runs) if (run.requestId === requestId) this.#append(open, run, delta);
      }),
      server.onAgentEvent(({ requestId, event }) => {
        for (const [open, run] of this.#runs)
          if (run.requestId === requestId) this.#happened(open, run, event);
        for (const [run, open] of this.#stopped)
          if (run.requestId === requestId && event.kind === "result") this.#happened(open, run, event);
      }),
      this.#used,
    ];
  }

  /** The threads whose answers are being written. */
  get threads(): OpenThread[] {
    return [...this.#runs.keys()];
  }

  /** What the answer under way has taken of the context, in tokens, where the server has said so. */
  usedTokens(open: OpenThread): number | undefined {
    return this.#runs.get(open)?.usedTokens;
  }

  /** What the answer under way waits for. */
  waiting(open: OpenThread): Waiting {
    return this.#runs.get(open)?.waiting ?? NOTHING;
  }

  /** Requests the answer when the thread's last message is an open one. */
  start(open: OpenThread): void {
    const initial = openAnswer(open.thread);
    if (!initial || this.#runs.has(open)) return;
    const run: Run = {
      requestId: randomUUID(),
      cancellation: new CancellationTokenSource(),
      initial,
      kept: initial.answer,
      waiting: NOTHING,
    };
    this.#runs.set(open, run);
    void this.#run(open, run);
  }

  /** Ends the answer at once. Its counts are added when the server reports them. */
  stop(open: OpenThread): void {
    const run = this.#runs.get(open);
    if (!run) return;
    this.#endWith(open, run, { reason: "cancelled" });
    this.#stopped.set(run, open);
    run.cancellation.cancel();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const { cancellation } of this.#runs.values()) cancellation.cancel();
  }

  async #run(open: OpenThread, run: Run): Promise<void> {
    try {
      const result = await this.#ask(open, run);
      if (result) this.#settle(open, run, result);
    } catch (error) {
      const message = messageOf(error);
      const isLost = this.#server.state !== "running";
      this.#endWith(open, run, isLost ? { reason: "serverLost" } : { reason: "failed", message });
    } finally {
      this.#stopped.delete(run);
      run.cancellation.dispose();
    }
  }

  /** Asks as soon as a model is ready. Returns `undefined` when the answer has ended without a request. */
  async #ask(open: OpenThread, run: Run): Promise<ChatResult | undefined> {
    for (;;) {
      const client = await this.#untilReady(open, run);
      if (this.#runs.get(open) !== run || !client) return undefined;
      const lost = serverEnd(this.#server, "The language server ended.");
      try {
        const result = await Promise.race([this.#request(client, open.thread, run), lost.promise]);
        const { state: server, model } = this.#server;
        if (result.cutReason !== "noModel" || readiness({ server, model }) === "ready") return result;
        run.isRefused = true;
      } finally {
        lost.dispose();
      }
    }
  }

  /** With tools where the model has them: what it asks for is then done in this window. */
  async #request(client: Client, thread: Thread, run: Run): Promise<ChatResult> {
    const { requestId, initial, cancellation } = run;
    const mode = usedMode(thread.mode, modeFacts(this.#server));
    const params = { ...toConversation(thread, mode, this.#work.tools()), requestId };
    if (mode === undefined) return client.sendChat(params, cancellation.token);
    run.mode = mode;
    const work = this.#work.begin({ requestId, threadId: thread.id, answerId: initial.id, mode });
    try {
      return await client.runAgent({ ...params, mode }, cancellation.token);
    } finally {
      work.dispose();
    }
  }

  /** Waits for a server with a model, until the user stops the answer, or nothing is waited for: then `undefined`. */
  async #untilReady(open: OpenThread, run: Run): Promise<Client | undefined> {
    const { token } = run.cancellation;
    const isOver = () => token.isCancellationRequested || this.#canAsk(run) || this.#isInVain(run);
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
    if (token.isCancellationRequested) return undefined;
    if (this.#canAsk(run)) return this.#server.client;
    this.#endWith(open, run, { reason: "noModel" });
    return undefined;
  }

  #isInVain(run: Run): boolean {
    const { state: server, model } = this.#server;
    return !this.#waits && !this.#canAsk(run) && readiness({ server, model }) !== "wait";
  }

  /** A model that couldn't be loaded is tried once more for each answer. */
  #canAsk({ isRefused }: Run): boolean {
    const { state: server, model } = this.#server;
    const isFirstTry = !isRefused && server === "running" && model?.state === "failed";
    return isFirstTry || readiness({ server, model }) === "ready";
  }

  #happened(open: OpenThread, run: Run, event: AgentEvent): void {
    const waiting = waitingBy(event);
    if (!isDeepStrictEqual(waiting, run.waiting)) {
      run.waiting = waiting;
      this.#used.fire(open);
    }
    if (event.kind === "queued" || event.kind === "progress") return;
    if (event.kind === "text") {
      this.#append(open, run, { channel: event.channel, text: event.text });
      return;
    }
    if (event.kind === "context") {
      run.usedTokens = event.usedTokens;
      this.#used.fire(open);
      return;
    }
    const { kept } = run;
    if (event.kind === "call") run.kept = "";
    if (event.kind !== "result") delete run.thinksSince;
    this.#threads.update(open, (thread) => withEvent(thread, run.initial.id, event, kept));
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
      finish(seenFrom(thread, firstMessage, run.mode), end, Date.now(), finalText(run, result)),
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

function waitingBy(event: AgentEvent): Waiting {
  if (event.kind === "queued") return { isQueued: true };
  return event.kind === "progress" ? { isQueued: false, promptTokens: event.promptTokens } : NOTHING;
}

/** What the answer says. The result has all of it, or only the new part of a continued answer. */
function finalText({ kept }: Run, result: ChatResult): Partial<Answer> {
  const { answer, reasoning, reasoningMs } = result;
  return kept === ""
    ? { answer, reasoning, reasoningMs: Math.round(reasoningMs) }
    : { answer: kept + answer };
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
