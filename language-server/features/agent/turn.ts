/**
 * One turn of the agent: the model writes, its calls are done, their results are put behind what it wrote, and so on
 * until it answers. Within a turn each prompt is the last one, the very tokens that the model wrote, and the results:
 * a step evaluates nothing but its new tokens.
 */
import type { Engine } from "../../engine-client/api.ts";
import type { Part } from "../../engine-protocol/protocol.ts";
import { resultMessage } from "../../prompt/conversation.ts";
import { nativeToolNames } from "../../prompt/native-tools.ts";
import type { AgentEvent, AgentRunParams } from "../../protocol/agent.ts";
import type { ChatMessage, ChatResult, CutReason, ToolCall } from "../../protocol/chat.ts";
import { type Counts, NO_COUNTS, type StopReason } from "../../protocol/status.ts";
import { t } from "../../text/l10n.ts";
import type { CountTokens } from "../chat/fit.ts";
import { sumOf, write } from "../chat/generate-answer.ts";
import type { MeasuredConversation } from "../chat/prompt.ts";
import { DeltaBatch } from "../delta-batch.ts";
import { whenModelIsReady } from "../model-ready.ts";
import { isFull, summaryPrompt, summaryTokens } from "./compaction.ts";
import type { AgentHost } from "./host.ts";
import { HINT, RepeatedCalls } from "./repeated-calls.ts";
import { answeredCall, checkedCall, resultOf } from "./step-calls.ts";
import type { AgentTool, CheckedCall } from "./tools/tool.ts";
import { TurnContext } from "./turn-context.ts";
import type { WorkspaceSource } from "./workspace-reader.ts";
import { type UsableCall, type WrittenStep, writeStep } from "./write-step.ts";

/** Then the user is asked whether the agent is to go on, and again after as many. */
const STEPS_BEFORE_QUESTION = 40;
/** What a summary needs besides itself: its instruction, and the frame of two messages. */
const SUMMARY_FRAME_TOKENS = 250;

export interface TurnDeps {
  engine: Engine;
  files: WorkspaceSource;
  host: AgentHost;
  tools: readonly AgentTool[];
  count: CountTokens;
  onEvent: (event: AgentEvent) => void;
}

export class Turn {
  readonly #deps: TurnDeps;
  readonly #params: AgentRunParams;
  readonly #context: TurnContext;
  readonly #signal: AbortSignal;
  readonly #texts: DeltaBatch;
  readonly #repeated = new RepeatedCalls();
  readonly #running = new Map<string, AbortController>();
  readonly #ids: Set<string>;
  /** What the model has read of files, by URI. */
  readonly #seen = new Map<string, string>();
  #steps = 0;
  /** At so many steps the user is asked. */
  #questionAt = STEPS_BEFORE_QUESTION;
  #counts: Counts | undefined;
  #evaluatedTokens = 0;

  constructor(deps: TurnDeps, params: AgentRunParams, measured: MeasuredConversation, signal: AbortSignal) {
    this.#deps = deps;
    this.#params = params;
    this.#context = new TurnContext(measured, params.messages, deps.count);
    this.#signal = signal;
    this.#texts = new DeltaBatch((channel, text) => deps.onEvent({ kind: "text", channel, text }));
    this.#ids = new Set(params.messages.flatMap(({ toolCalls = [] }) => toolCalls).map(({ id }) => id));
  }

  /** Never rejects for a state that is no bug of the caller: the result says why an answer is not whole. */
  async run(): Promise<ChatResult> {
    let wasLost = false;
    for (;;) {
      if (this.#signal.aborted || !(await this.#goesOn())) return this.#result("cancelled");
      const { usedTokens, contextTokens } = this.#context;
      if (isFull(usedTokens, contextTokens)) await this.#compact();
      const step = await this.#write();
      if (step.calls.length > 0) {
        wasLost = false;
        if (!(await this.#do(step))) return this.#result("unusable", "repetition");
        continue;
      }
      if (!(await this.#canBeWrittenAgain(step, wasLost))) return this.#answer(step);
      wasLost = step.stopReason === "engineLost";
      this.#tell({ kind: "redrawn" });
    }
  }

  /** Ends one call; the model reads that the user stopped it. */
  stopCall(callId: string): void {
    this.#running.get(callId)?.abort();
  }

  async #write(): Promise<WrittenStep> {
    const { conversationId, temperature, maxTokens, mode, tools = [] } = this.#params;
    const step = await writeStep(
      this.#deps.engine,
      {
        lane: "chat",
        session: conversationId,
        dialect: "harmony",
        temperature,
        maxTokens: maxTokens ?? this.#context.contextTokens,
        before: this.#context.parts,
        begun: this.#context.begun,
        offered: { native: nativeToolNames(mode), readsOnly: mode === "ask", tools },
      },
      this.#signal,
      {
        onText: ({ channel, text }) => this.#texts.push(channel, text),
        onQueued: () => this.#tell({ kind: "queued" }),
        onRedrawn: () => this.#tell({ kind: "redrawn" }),
        onProgress: (progress) => this.#tell({ kind: "progress", ...progress }),
      },
    );
    this.#texts.flush();
    this.#add(step.counts, step.evaluatedTokens);
    return step;
  }

  /** Does the calls in order, and puts them with their results behind what there is. False where the model only repeats itself. */
  async #do({ draw, opening, calls, usedTokens, reasoningMs }: WrittenStep): Promise<boolean> {
    const messages: ChatMessage[] = [];
    const results: Part[] = [];
    let reasoning = draw.answer.reasoning;
    let text = draw.answer.answer;
    let ms = reasoningMs;
    for (const { written, read } of calls) {
      const { call, checked } = this.#named({ written, read });
      const repeated = this.#repeated.push(call.name, call.arguments);
      if (repeated === "end") return false;
      this.#tell({ kind: "call", call, aim: checked.aim, reasoning, reasoningMs: ms, text });
      const { result, facts } = await this.#run(
        call,
        repeated === "hint" ? answeredCall(call.name, HINT, t("The same call came three times.")) : checked,
      );
      this.#tell({ kind: "result", callId: call.id, result, facts });
      this.#steps++;
      messages.push(
        { role: "assistant", content: text, reasoning, toolCalls: [call] },
        { role: "tool", content: result, toolCallId: call.id },
      );
      results.push(...resultMessage(call.name, result, written.channel));
      reasoning = "";
      text = "";
      ms = 0;
    }
    const last = calls.at(-1);
    if (!last) return true;
    const written = [...opening, ...draw.partsOf(last.written)];
    await this.#context.append(messages, written, results, usedTokens);
    this.#tell({ kind: "context", usedTokens: this.#context.usedTokens });
    return true;
  }

  /** The call as the conversation has it, and what doing it is. */
  #named({ written, read }: UsableCall): { call: ToolCall; checked: CheckedCall } {
    const id = this.#newId();
    if ("ok" in read) {
      const { name, arguments: args } = read.ok;
      return { call: { id, name, arguments: args }, checked: checkedCall(read.ok, this.#deps.tools) };
    }
    const { name, arguments: args } = written;
    return {
      call: { id, name, arguments: args },
      checked: answeredCall(name, read.error, t("The call couldn't be done.")),
    };
  }

  async #run({ id }: ToolCall, checked: CheckedCall) {
    const stopped = new AbortController();
    this.#running.set(id, stopped);
    try {
      return await resultOf(checked, {
        host: this.#deps.host,
        files: this.#deps.files,
        seen: this.#seen,
        requestId: this.#params.requestId,
        callId: id,
        signal: AbortSignal.any([this.#signal, stopped.signal]),
      });
    } finally {
      this.#running.delete(id);
    }
  }

  /** Whether there may be another step: after many, the user says. */
  async #goesOn(): Promise<boolean> {
    if (this.#steps < this.#questionAt) return true;
    this.#questionAt += STEPS_BEFORE_QUESTION;
    const { requestId } = this.#params;
    return this.#deps.host.goesOn({ requestId, steps: this.#steps }, this.#signal).catch(() => false);
  }

  /** Whether what has cut the step off is over: the engine has come back, once for a step, or the context has room again. */
  async #canBeWrittenAgain({ stopReason }: WrittenStep, wasLost: boolean): Promise<boolean> {
    if (stopReason === "engineLost") return !wasLost && whenModelIsReady(this.#deps.engine, this.#signal);
    return stopReason === "context" && this.#makesRoom();
  }

  /** The context is full, or turned out to be smaller than it was said to be. */
  async #makesRoom(): Promise<boolean> {
    const { chatContextTokens } = this.#deps.engine.status;
    const hasShrunk = chatContextTokens !== undefined && chatContextTokens < this.#context.contextTokens;
    if (hasShrunk) this.#context.contextTokens = chatContextTokens;
    if (hasShrunk && !isFull(this.#context.usedTokens, chatContextTokens)) return true;
    return this.#compact();
  }

  /** Has the model sum up what there is, and goes on with that and the last steps. False where there is nothing to cut. */
  async #compact(): Promise<boolean> {
    const context = this.#context;
    if (!context.canBeCut) return false;
    const before = context.usedTokens;
    const summary = (await this.#summary()) ?? context.plainSummary;
    if (this.#signal.aborted) return false;
    const upTo = await context.cut(summary);
    this.#tell({
      kind: "compacted",
      summary,
      before,
      after: context.usedTokens,
      ...(upTo === undefined ? {} : { upTo }),
    });
    this.#tell({ kind: "context", usedTokens: context.usedTokens });
    return true;
  }

  /** Undefined where the model has no room for one, or writes none. */
  async #summary(): Promise<string | undefined> {
    const { usedTokens, contextTokens, parts } = this.#context;
    const maxTokens = summaryTokens(contextTokens);
    if (usedTokens + maxTokens + SUMMARY_FRAME_TOKENS > contextTokens) return undefined;
    let summary = "";
    const { counts } = await write(
      this.#deps.engine,
      {
        lane: "chat",
        session: this.#params.conversationId,
        dialect: "harmony",
        temperature: this.#params.temperature,
        maxTokens,
        prompt: summaryPrompt(parts),
      },
      {
        signal: this.#signal,
        onTokens: (tokens) => {
          for (const { text = "" } of tokens) summary += text;
        },
      },
    );
    this.#add(counts, counts.promptTokens - counts.reusedTokens);
    return summary.trim() === "" ? undefined : summary.trim();
  }

  #answer({ draw, stopReason, cutReason, reasoningMs, usedTokens }: WrittenStep): ChatResult {
    const { answer, reasoning } = draw.answer;
    this.#tell({ kind: "context", usedTokens });
    return { ...this.#result(stopReason, cutReason), answer, reasoning, reasoningMs };
  }

  /** What the next turn begins with, once the result was given. */
  historyAfter({ answer, reasoning }: ChatResult): Part[] {
    return this.#context.historyAfter({ role: "assistant", content: answer, reasoning });
  }

  #result(stopReason: StopReason, cutReason?: CutReason): ChatResult {
    return {
      ...(this.#counts ?? NO_COUNTS),
      answer: "",
      reasoning: "",
      reasoningMs: 0,
      stopReason,
      ...(cutReason === undefined ? {} : { cutReason }),
      firstMessage: this.#context.firstMessage,
      evaluatedTokens: this.#evaluatedTokens,
    };
  }

  #add(counts: Counts, evaluatedTokens: number): void {
    this.#counts = this.#counts === undefined ? counts : sumOf(this.#counts, counts);
    this.#evaluatedTokens += evaluatedTokens;
  }

  #tell(event: AgentEvent): void {
    this.#texts.flush();
    this.#deps.onEvent(event);
  }

  #newId(): string {
    let number = this.#ids.size + 1;
    while (this.#ids.has(`call-${number}`)) number++;
    this.#ids.add(`call-${number}`);
    return `call-${number}`;
  }
}
