/** One generation: aligns the prompt with the KV cache, evaluates its new tokens, then decodes the answer. */
import { LlamaGrammarEvaluationState, type Token } from "node-llama-cpp";
import {
  type ChatPrompt,
  type GenerateParams,
  type GenerateResult,
  type StreamedToken,
  THOUGHT_MARKERS,
} from "../../engine-protocol/protocol.ts";
import type { Counts, StopReason } from "../../protocol/status.ts";
import { InputDraft } from "../drafts/input-draft.ts";
import type { Constraint, Drawn } from "../drawing/drawer.ts";
import { canTakeBack, evaluate, evaluateWithDrafts } from "../drawing/evaluation.ts";
import { speaksHarmony } from "../tokens/dialect.ts";
import type { PromptTokens, Tokenizer } from "../tokens/tokenizer.ts";
import { CallGrammars } from "./call-grammars.ts";
import { fixedPrefixGrammar, type PrefixStripper } from "./fixed-prefix.ts";
import { contextOf, type LoadedModel } from "./loaded-model.ts";
import { Output } from "./output.ts";
import { prefill } from "./prefill.ts";
import type { PrefillPace } from "./prefill-pace.ts";
import { PromptHead } from "./prompt-head.ts";
import { PromptProgress } from "./prompt-progress.ts";
import type { Job, Scheduler } from "./scheduler.ts";
import type { Lease } from "./sequence-pool.ts";
import type { Place } from "./side-by-side.ts";

export class PromptTooLongError extends Error {
  readonly promptTokens: number;
  readonly contextTokens: number;

  constructor(promptTokens: number, contextTokens: number) {
    super(`The prompt has ${promptTokens} tokens, and the context holds ${contextTokens}.`);
    this.promptTokens = promptTokens;
    this.contextTokens = contextTokens;
  }
}

/** Ends a Harmony message but not the answer, although llama.cpp counts it among the ends of generation. */
const END_OF_MESSAGE = "<|end|>";
/** Why a generation takes no more turns: its last token is drawn. */
const DRAWN = Symbol("drawn");
const THOUGHTS = new Set<string>(THOUGHT_MARKERS.flatMap(({ open, close }) => [open, close]));

/** Who asked for a generation. */
export interface GenerationListener {
  onToken: (token: StreamedToken) => void;
  /** It has to wait for another one of its lane. */
  onQueued?: () => void;
  /** So many tokens of a long prompt are evaluated by now, those included that were so before. */
  onProgress?: (evaluatedTokens: number, promptTokens: number) => void;
}

export interface GenerationEngine {
  loaded: LoadedModel;
  scheduler: Scheduler;
  pace: PrefillPace;
}

/**
 * Runs one generation to its end. A cancel resolves, within one token or prompt batch, with what there is.
 *
 * @throws PromptTooLongError when the prompt leaves no room for an answer.
 * @throws UnknownSpecialError when the prompt names a special token that the model does not have.
 */
export async function generate(
  engine: GenerationEngine,
  params: GenerateParams,
  cancel: AbortSignal,
  { onToken, onQueued, onProgress }: GenerationListener,
): Promise<GenerateResult> {
  const { loaded, scheduler } = engine;
  const ended = AbortSignal.any([cancel, loaded.released]);
  const started = performance.now();
  const { prompt, endTexts } = Array.isArray(params.prompt)
    ? { prompt: loaded.tokenizer.prompt(params.prompt), endTexts: [] }
    : await rendered(loaded, params.prompt);
  if (prompt.tokens.length === 0) throw new Error("The prompt is empty.");
  const output = new Output(loaded.tokenizer, params, endTexts, onToken);
  const progress = new Progress(prompt, started);
  const job = scheduler.enter(params.lane);
  try {
    if (job.isBehind) onQueued?.();
    const grammar = await grammarConstraint(loaded, params, output.prefix);
    const calls = await callGrammars(loaded, params, prompt);
    const generation: Generation = {
      engine,
      job,
      params,
      prompt,
      grammar,
      calls,
      progress,
      output,
      onProgress,
    };
    let wasTaken: boolean;
    do wasTaken = await runOnSequence(generation, ended);
    while (wasTaken && params.lane === "side");
    if (wasTaken) progress.stop("cancelled");
  } catch (error) {
    if (!ended.aborted) throw error;
    progress.stop(loaded.released.aborted && !cancel.aborted ? "engineLost" : "cancelled");
  } finally {
    // First: whoever waits for a turn must get it, also where the rest of the answer can't be handed over any more.
    job.leave();
    const stopText = progress.stoppedBy === undefined ? output.end() : undefined;
    if (stopText !== undefined) progress.stop("end", stopText);
  }
  return progress.result();
}

/** A running generation. All of it survives the loss of a sequence. */
interface Generation {
  engine: GenerationEngine;
  job: Job;
  params: GenerateParams;
  prompt: PromptTokens;
  grammar: Constraint | undefined;
  calls: CallGrammars | undefined;
  progress: Progress;
  output: Output;
  onProgress: GenerationListener["onProgress"];
}

/**
 * Takes a sequence and goes on with the generation there: the answer so far is evaluated behind the prompt. Returns
 * whether a more urgent one took the sequence away before the end.
 */
async function runOnSequence(generation: Generation, ended: AbortSignal): Promise<boolean> {
  const { engine, params, prompt, output } = generation;
  const tokens = [...prompt.tokens, ...output.tokens];
  const place = canBeBesideOthers(generation)
    ? await engine.loaded.sideBySide.enter(params.session, tokens, ended)
    : undefined;
  try {
    const lease = place?.copy ?? (await takeSequence(generation, tokens, ended));
    return await runOnLease(generation, { lease, place }, tokens, ended);
  } finally {
    await place?.leave();
  }
}

/** Whether other answers to the prompt may be drawn in the same batches: several suggestions for a place. */
const canBeBesideOthers = ({ engine, params, calls, output }: Generation): boolean =>
  params.lane === "completion" &&
  params.maxTokens > 0 &&
  params.draft === undefined &&
  calls === undefined &&
  output.tokens.length === 0 &&
  canTakeBack(engine.loaded.model);

function takeSequence(
  { engine, job, params }: Generation,
  tokens: readonly Token[],
  ended: AbortSignal,
): Promise<Lease> {
  return job.turn(async () => {
    const pool = await engine.loaded.pool(contextOf(params));
    const contextTokens = pool.context.contextSize;
    // The last place stays free: llama.cpp shifts the context when it is taken.
    if (tokens.length >= contextTokens - 1) throw new PromptTooLongError(tokens.length, contextTokens);
    const isYielding = params.lane === "warm" || params.lane === "side";
    return pool.acquire(params.session, tokens, isYielding);
  }, ended);
}

async function runOnLease(
  generation: Generation,
  { lease, place }: { lease: Lease; place: Place | undefined },
  tokens: readonly Token[],
  ended: AbortSignal,
): Promise<boolean> {
  const { engine, job, params, prompt, progress, output, onProgress } = generation;
  const { slot, taken } = lease;
  const signal = AbortSignal.any([ended, taken]);
  const meter = slot.evaluatedTokens;
  try {
    const kept = place?.copy ? slot.length : await job.turn(() => slot.align(tokens), signal);
    const head = contextOf(params) === "chat" ? PromptHead.of(prompt, engine.loaded.savedStates) : undefined;
    const reused = head ? await head.restore(job, slot, kept, signal) : kept;
    if (output.tokens.length === 0) progress.reuse(reused, engine.loaded.tokenizer);
    const { checkpoints } = prompt;
    const told = new PromptProgress(tokens.length, reused, (held) => onProgress?.(held, tokens.length));
    const onBatch = () => told.reached(slot.length);
    if (head && reused < head.tokens.length) {
      await prefill(engine.pace, job, slot, { tokens: head.tokens, checkpoints }, signal, onBatch);
      await head.save(job, slot, signal);
    }
    // The last token is evaluated when the next one is drawn.
    const upTo = params.maxTokens > 0 ? tokens.length - 1 : tokens.length;
    await prefill(engine.pace, job, slot, { tokens: tokens.slice(0, upTo), checkpoints }, signal, onBatch);
    if (params.maxTokens > 0) await decode(generation, { lease, place }, tokens, signal);
    else progress.stop("end");
    return false;
  } catch (error) {
    if (taken.aborted && !ended.aborted) return true;
    throw error;
  } finally {
    progress.evaluatedTokens += slot.evaluatedTokens - meter;
    lease.pool.release(lease);
  }
}

/** The prompt in the words of the model's template, and the texts with which the model may end its answer. */
async function rendered({ template }: LoadedModel, prompt: ChatPrompt) {
  return { prompt: await template.render(prompt), endTexts: await template.endTexts() };
}

/** @param before the prompt and the answer so far; all but the last of them are evaluated */
async function decode(
  { engine, job, params, prompt, grammar, calls, progress, output }: Generation,
  { lease, place }: { lease: Lease; place: Place | undefined },
  before: readonly Token[],
  signal: AbortSignal,
): Promise<void> {
  const { slot } = lease;
  const { sequence } = slot;
  const { tokenizer, model } = engine.loaded;
  const isHarmony = speaksHarmony(tokenizer);
  const isEnd = (token: Token, special: string | undefined) => {
    if (isHarmony) return special !== END_OF_MESSAGE && model.isEogToken(token);
    if (model.isEogToken(token)) return true;
    // Where a turn, a file or a place to fill in begins, the answer is over, whether the model has ended it or not.
    return special !== undefined && model.isSpecialToken(token) && !THOUGHTS.has(special);
  };
  const rest = before.slice(sequence.nextTokenIndex);
  const draft =
    params.draft === "input" && grammar === undefined && canTakeBack(model)
      ? new InputDraft(before)
      : undefined;
  const { sampling, confidenceTokens = 0 } = params;
  const options = {
    sampling,
    constraint: grammar ?? calls,
    confidenceTokens: Math.max(0, confidenceTokens - progress.generatedTokens),
    maxTokens: params.maxTokens - progress.generatedTokens,
    // A suggestion is shown when it has ended: it mustn't wait for a token that nobody needs.
    ahead: canTakeBack(model) && (slot.abort !== undefined || params.lane !== "completion"),
  };
  const evaluation = draft
    ? evaluateWithDrafts(sequence, rest, options, {
        draft,
        boundary: calls?.start,
        expectsUrgent: () => job.expectsUrgent,
      })
    : evaluate(sequence, rest, options);
  output.begin(prompt);
  const saidBefore = progress.generatedTokens;
  // Each message of an answer with calls can be written again from the state before its header.
  let isMessageStart = calls !== undefined;
  const over = new AbortController();
  const turnsEnd = place ? AbortSignal.any([signal, over.signal]) : signal;
  /** Passes a token on. Returns why it is the last one, if it is. */
  const say = (drawn: Drawn): Parameters<Progress["stop"]> | undefined => {
    const { token, confidence } = drawn;
    progress.countToken();
    // The token before this one is evaluated by now, and this one isn't.
    isMessageStart = calls !== undefined && output.tokens.at(-1) === calls.start;
    const special = tokenizer.specialName(token);
    const ends = isEnd(token, special);
    const isMarker = special !== undefined || ends;
    const stopText = isMarker ? output.pushMarker(token) : output.push(drawn);
    if (stopText !== undefined) return ["end", stopText];
    if (ends || params.stop.specials.includes(special ?? "")) return ["end", special];
    if (special !== undefined) output.emit({ id: token, special, confidence });
    if (prompt.tokens.length + output.tokens.length >= sequence.contextSize - 1) return ["context"];
    return progress.generatedTokens < params.maxTokens ? undefined : ["length"];
  };
  const next = (drawn: Drawn): boolean => {
    const end = say(drawn);
    if (end) {
      progress.stop(...end);
      over.abort(DRAWN);
    }
    return !end && !isMessageStart;
  };
  const goOn = (alive: () => void) =>
    evaluation.goOn((drawn) => {
      alive();
      return next(drawn);
    });
  place?.begin({
    lease,
    get isOver() {
      return over.signal.aborted;
    },
    goOn,
    step: () => evaluation.step(next).catch((error: unknown) => over.abort(error)),
    interrupt: () => evaluation.interrupt(),
  });
  try {
    while (!over.signal.aborted) {
      if (isMessageStart) await job.turn(() => slot.takeCheckpoint(), signal);
      await job.turn((whenInterrupted, alive) => {
        const going = place ? place.goOn(alive) : goOn(alive);
        whenInterrupted(() => evaluation.interrupt());
        return going;
      }, turnsEnd);
    }
    over.signal.throwIfAborted();
  } catch (error) {
    // It may also be over while it waits for its turn: another one has drawn for it.
    if (error !== DRAWN) throw error;
  } finally {
    await place?.leave();
    evaluation.dispose();
    progress.countPasses(draft ?? { passes: progress.generatedTokens - saidBefore, draftedTokens: 0 });
  }
}

async function grammarConstraint(
  { llama, model }: LoadedModel,
  params: GenerateParams,
  prefix: PrefixStripper,
): Promise<Constraint | undefined> {
  const text = params.grammar ?? (params.continueWith ? fixedPrefixGrammar(params.continueWith) : undefined);
  if (text === undefined) return undefined;
  const state = new LlamaGrammarEvaluationState({
    model,
    grammar: await llama.createGrammar({ grammar: text }),
  });
  return {
    // Checking the whole vocabulary costs 10 to 35 ms a token: only until the healed letters are there.
    get state() {
      return params.grammar === undefined && prefix.complete ? undefined : state;
    },
    // The sampler itself tells the state of each token.
    push() {},
  };
}

async function callGrammars(
  loaded: LoadedModel,
  { callSchemas, maxTokens }: GenerateParams,
  { tokens }: PromptTokens,
): Promise<CallGrammars | undefined> {
  if (callSchemas === undefined || maxTokens === 0 || !speaksHarmony(loaded.tokenizer)) return undefined;
  return CallGrammars.create(loaded, callSchemas, tokens);
}

/** What is counted while a generation runs. */
class Progress {
  readonly #prompt: PromptTokens;
  readonly #started: number;
  #firstTokenMs = 0;
  #parts: GenerateResult["parts"];
  #reusedTokens = 0;
  generatedTokens = 0;
  evaluatedTokens = 0;
  #draftedTokens = 0;
  #forwardPasses = 0;
  stopReason: StopReason = "end";
  stoppedBy: string | undefined;

  constructor(prompt: PromptTokens, started: number) {
    this.#prompt = prompt;
    this.#started = started;
    this.#parts = prompt.parts.map((part) => ({ ...part, reused: 0 }));
  }

  /** So many tokens of the prompt were in the KV cache. */
  reuse(reusedTokens: number, tokenizer: Tokenizer): void {
    this.#reusedTokens = reusedTokens;
    this.#parts = reusedParts(this.#prompt, reusedTokens, tokenizer);
  }

  countToken(): void {
    if (this.generatedTokens++ === 0) this.#firstTokenMs = performance.now() - this.#started;
  }

  countPasses({ passes, draftedTokens }: Pick<InputDraft, "passes" | "draftedTokens">): void {
    this.#forwardPasses += passes;
    this.#draftedTokens += draftedTokens;
  }

  stop(reason: StopReason, by?: string): void {
    this.stopReason = reason;
    this.stoppedBy = by;
  }

  result(): GenerateResult {
    const forwardPasses = this.#forwardPasses;
    const counts: Counts = {
      promptTokens: this.#prompt.tokens.length,
      reusedTokens: this.#reusedTokens,
      generatedTokens: this.generatedTokens,
      draftedTokens: this.#draftedTokens,
      acceptedTokens: Math.max(0, this.generatedTokens - forwardPasses),
      firstTokenMs: this.#firstTokenMs,
      totalMs: performance.now() - this.#started,
    };
    return {
      stopReason: this.stopReason,
      stoppedBy: this.stoppedBy,
      counts,
      forwardPasses,
      evaluatedTokens: this.evaluatedTokens,
      parts: this.#parts,
    };
  }
}

/** What of each part of a prompt was in the KV cache, with so many tokens of it. */
function reusedParts(
  prompt: PromptTokens,
  reusedTokens: number,
  tokenizer: Tokenizer,
): GenerateResult["parts"] {
  let start = 0;
  return prompt.parts.map((part) => {
    const reused = Math.max(0, Math.min(part.tokens, reusedTokens - start));
    const end = start + part.tokens;
    const fresh = reused > 0 && reused < part.tokens ? prompt.tokens.slice(start + reused, end) : [];
    start = end;
    if (fresh.length === 0) return { ...part, reused };
    return { ...part, reused, freshLength: tokenizer.textLength(fresh) };
  });
}
