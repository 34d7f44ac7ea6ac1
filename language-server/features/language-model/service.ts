/** The model as VS Code's chat and other extensions use it. The one place of the feature that has effects. */
import { LruMap } from "../../../common/lru-map.ts";
import type { Engine } from "../../engine-client/api.ts";
import { checkpointed, renderHistory } from "../../prompt/conversation.ts";
import type { LanguageModelEvent, RespondParams, RespondResult } from "../../protocol/language-model.ts";
import { type ModelStatus, NO_COUNTS } from "../../protocol/status.ts";
import type { WorkspaceSource } from "../agent/workspace-reader.ts";
import type { Conversations } from "../chat/conversations.ts";
import { type CountTokens, estimateTokens } from "../chat/fit.ts";
import { generateAnswer } from "../chat/generate-answer.ts";
import { isContinuation, promptAfter, sizesOf } from "../chat/prompt.ts";
import { DeltaBatch } from "../delta-batch.ts";
import { editContextTokens } from "../edit-context.ts";
import { ConversationLine } from "./conversation-line.ts";
import { fitted, shortened } from "./fitted.ts";
import type { ToldConversation } from "./history.ts";
import { KeptSteps } from "./kept-steps.ts";
import { NativeView } from "./native/native-view.ts";
import { type Place, placeOf } from "./place.ts";
import { conversationKey, type RequestKind, requestKind, textOf } from "./request-kind.ts";
import { notAsked, toResult } from "./results.ts";
import { behind, SummaryWriter, summaryText } from "./summary.ts";
import { plainView, type ToolView, toldConversation } from "./told.ts";
import { unrepeated } from "./unrepeated.ts";
import { writeAnswer } from "./write-answer.ts";

export interface LanguageModelDeps {
  engine: Engine;
  conversations: Conversations;
  files: WorkspaceSource;
}

/** Less is no answer. */
const MIN_ANSWER_TOKENS = 256;
const MAX_SUMMARY_TOKENS = 2_000;
/** A title or a commit message is shorter, with what is thought before it. */
const MAX_SIDE_TOKENS = 2_000;
/** Conversations that go on. */
const MAX_LINES = 32;

type OnEvent = (event: LanguageModelEvent) => void;

/** A request on its way. */
interface Asked {
  params: RespondParams;
  kind: RequestKind;
  /** Names the conversation; undefined for what is none. */
  key: string | undefined;
  view: ToolView;
  line: ConversationLine;
  signal: AbortSignal;
  onEvent: OnEvent;
}

export class LanguageModelService {
  readonly #deps: LanguageModelDeps;
  readonly #kept = new KeptSteps();
  readonly #lines = new LruMap<string, ConversationLine>(MAX_LINES);

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
    const ready = await conversations.ready(signal);
    if ("refused" in ready) return notAsked(ready.refused);
    let isSaid = false;
    const key = conversationKey(params);
    const asked: Asked = {
      params,
      kind,
      key,
      view: this.#view(params),
      line: this.#line(key),
      signal: ready.ended,
      onEvent: (event) => {
        isSaid ||= event.kind === "text" || event.kind === "call";
        onEvent(event);
      },
    };
    const planned = contextSizes(engine.status);
    const result = await this.#answer(asked);
    // A context is created with the first request, and may turn out smaller than planned.
    const hasShrunk = contextSizes(engine.status).some((size, index) => size < (planned[index] ?? 0));
    const isTooLarge = result.stopReason === "context" && result.promptTokens === 0 && hasShrunk;
    // An engine that has come back is asked once more, as long as nothing was said.
    const isLost = result.stopReason === "engineLost" && !isSaid;
    const again = isTooLarge || (isLost && "ended" in (await conversations.ready(signal)));
    return again ? this.#answer(asked) : result;
  }

  #answer(asked: Asked): Promise<RespondResult> {
    if (this.#deps.conversations.dialect !== "harmony") return this.#byTemplate(asked);
    return asked.kind === "compaction" || asked.kind === "summary"
      ? this.#sumUp(asked)
      : asked.line.answer(() => this.#inHarmony(asked));
  }

  async #inHarmony({ params, kind, key, view, line, signal, onEvent }: Asked): Promise<RespondResult> {
    const { engine, conversations } = this.#deps;
    const whole = this.#told(params, kind, view);
    const begun = isContinuation(whole.messages) ? whole.messages.at(-1)?.content : undefined;
    const untilBegun = begun === undefined ? whole : { ...whole, messages: whole.messages.slice(0, -1) };
    const { told, pieces, promptTokens } = await fitted(
      untilBegun,
      line.cut,
      // What isn't known to be in the edits' context has as much room as a conversation.
      engine.status.chatContextTokens ?? 0,
      (texts) => this.#count(texts),
    );
    const place = this.#place(kind, key, promptTokens);
    if ("tooLong" in place) return place.tooLong;
    const before = pieces.flat();
    line.end = { messages: params.messages.length, parts: before, open: [] };
    const { mustCall, temperature } = params;
    const written = await writeAnswer(
      engine,
      {
        ...place.at,
        dialect: "harmony",
        temperature,
        maxTokens: maxTokensOf(params, kind, place),
        before,
        begun,
        offered: view.offered,
        mustCall,
        callerCall: unrepeated(view, told.messages),
      },
      signal,
      onEvent,
    );
    const { step, text, stopReason } = written;
    if (step) {
      this.#kept.keep(step);
      line.end = { ...line.end, parts: [...before, ...step.written], open: step.calls };
    } else if (kind === "conversation" && text !== "" && stopReason !== "engineLost") {
      const said = { role: "assistant", content: (begun ?? "") + text } as const;
      const history = renderHistory({ ...told, messages: [...told.messages, said] });
      line.end = { ...line.end, parts: history };
      conversations.warm(place.at.session, history);
    }
    return toResult(written);
  }

  /** Behind what the conversation's sequence holds, where there is one, so that the conversation loses nothing of it. */
  async #sumUp({ params, kind, key, view, line, signal, onEvent }: Asked): Promise<RespondResult> {
    const said = params.messages.slice(0, -1);
    const last = params.messages.at(-1);
    const told = this.#told({ ...params, messages: said }, kind, view);
    const contextTokens = this.#deps.engine.status.chatContextTokens ?? 0;
    const count: CountTokens = (texts) => this.#count(texts);
    const { pieces, promptTokens } =
      kind === "summary"
        ? await shortened(told, contextTokens, count)
        : await fitted(told, line.cut, contextTokens, count);
    const place = this.#place(kind, key, promptTokens);
    if ("tooLong" in place) return place.tooLong;
    const writer = new SummaryWriter(this.#deps.engine, {
      ...place.at,
      temperature: params.temperature,
      maxTokens: Math.min(params.maxTokens ?? MAX_SUMMARY_TOKENS, MAX_SUMMARY_TOKENS),
    });
    const stopReason = await line.beside((interrupted) => {
      const { end } = line;
      const before = end && end.messages >= said.length ? behind(end) : checkpointed(pieces.flat());
      return writer.write(before, last ? textOf(last) : "", interrupted);
    }, signal);
    const { counts = NO_COUNTS, evaluatedTokens } = writer;
    if (stopReason === "unusable") return notAsked("noModel");
    if (stopReason === "cancelled" || stopReason === "engineLost")
      return toResult({ counts, evaluatedTokens, stopReason });
    onEvent({ kind: "text", text: summaryText(writer.text, told.messages) });
    return toResult({ counts, evaluatedTokens, stopReason: "end" });
  }

  /** Other models: what a call looks like is another matter with each. */
  async #byTemplate({ params, kind, key, view, signal, onEvent }: Asked): Promise<RespondResult> {
    if (params.tools.length > 0) return notAsked("noTools");
    const { engine, conversations } = this.#deps;
    const { kept: _, ownInstructions = "", ...told } = this.#told(params, kind, view);
    const instructions = [told.instructions, ownInstructions].filter(Boolean).join("\n\n");
    const conversation = { ...told, instructions };
    const sizes = await sizesOf(conversation, "template", 0, (texts) => this.#count(texts));
    const promptTokens = sizes.messages.reduce((sum, size) => sum + size, sizes.head);
    const place = this.#place(kind, key, promptTokens);
    if ("tooLong" in place) return place.tooLong;
    const deltas = new DeltaBatch((channel, text) =>
      onEvent({ kind: channel === "reasoning" ? "thinking" : "text", text }),
    );
    const { answer, stopReason, cutReason, counts } = await generateAnswer(
      engine,
      {
        ...place.at,
        conversation,
        dialect: "template",
        temperature: params.temperature,
        maxTokens: maxTokensOf(params, kind, place),
      },
      signal,
      (channel, text) => deltas.push(channel, text),
      {
        onQueued: () => onEvent({ kind: "queued" }),
        onProgress: (progress) => onEvent({ kind: "progress", ...progress }),
      },
    );
    deltas.flush();
    if (kind === "conversation" && answer.answer !== "" && stopReason !== "engineLost") {
      const said = { role: "assistant", content: answer.answer } as const;
      conversations.warm(place.at.session, promptAfter(conversation, "template", said));
    }
    const evaluatedTokens = counts.promptTokens - counts.reusedTokens;
    return toResult({ counts, stopReason, cutReason, evaluatedTokens });
  }

  /** Where the request runs, or why it can't. */
  #place(
    kind: RequestKind,
    key: string | undefined,
    promptTokens: number,
  ): Place | { tooLong: RespondResult } {
    const { status } = this.#deps.engine;
    const fits = (contextTokens: number) => promptTokens + MIN_ANSWER_TOKENS <= contextTokens;
    const editTokens = editContextTokens(status);
    const chatTokens = status.chatContextTokens ?? 0;
    const place = placeOf(kind, key, fits(editTokens) ? editTokens : undefined, chatTokens);
    if (fits(place.contextTokens)) return place;
    const sizes = { promptTokens, contextTokens: place.contextTokens };
    return { tooLong: { ...notAsked("tooLong"), sizes } };
  }

  #told(params: RespondParams, kind: RequestKind, view: ToolView): ToldConversation {
    return toldConversation(params, kind, view, this.#kept, this.#deps.conversations.reasoningEffort);
  }

  /** VS Code's tools are those of the model's training, where it has learned these. */
  #view({ caller, tools }: RespondParams): ToolView {
    const { agent = "yes" } = this.#deps.engine.status.model ?? {};
    return caller === "vscode" && agent === "yes"
      ? new NativeView(tools, this.#deps.files)
      : plainView(tools);
  }

  #line(key: string | undefined): ConversationLine {
    const known = key === undefined ? undefined : this.#lines.get(key);
    const line = known ?? new ConversationLine();
    if (key !== undefined) this.#lines.set(key, line);
    return line;
  }

  async #count(texts: string[]): Promise<number[]> {
    return (await this.#deps.conversations.count(texts)) ?? estimateTokens(texts);
  }
}

const contextSizes = (status: ModelStatus) => [status.chatContextTokens ?? 0, editContextTokens(status)];

function maxTokensOf({ maxTokens }: RespondParams, kind: RequestKind, { contextTokens }: Place): number {
  return maxTokens ?? (kind === "side" ? Math.min(MAX_SIDE_TOKENS, contextTokens) : contextTokens);
}
