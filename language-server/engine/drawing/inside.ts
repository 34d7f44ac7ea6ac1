/** What node-llama-cpp's sequences have inside, as far as tokens are drawn with it. `hasInside` notices a version that has it no more. */
import {
  type LlamaContextSequence,
  type LlamaGrammarEvaluationState,
  type Token,
  TokenMeter,
} from "node-llama-cpp";
import * as v from "valibot";

export interface SamplerConfig {
  temperature: number;
  topP: number;
  topK: number;
  minP: number;
  seed: number;
  grammarEvaluationState?: object;
}

export interface NativeSampler {
  /** With the same seed as before, the random numbers go on. */
  applyConfig(config: SamplerConfig): void;
  dispose(): void;
}

interface NativeContext {
  /** Returns a number below 0 where nothing can be drawn. */
  sampleToken(logits: number, sampler: NativeSampler): Promise<Token>;
  sampleToken(logits: number, sampler: NativeSampler, all: false, confidence: true): Promise<unknown>;
  /**
   * Our build of the addon has it: draws a token, evaluates it at `position` and draws the next one, for as long as `next`
   * returns true. The last token isn't evaluated. It may also end while `next` returns true; where nothing can be drawn,
   * it ends without.
   */
  drawTokens?(
    logits: number,
    sampler: NativeSampler,
    sequenceId: number,
    position: number,
    options: NativeDrawing,
    next: (token: Token, confidence: number | undefined) => boolean,
  ): Promise<void>;
  /** Comes with it: from now on the drawing under way evaluates no token before `next` has returned. */
  holdDrawing?(): void;
}

interface NativeDrawing {
  /** Of so many tokens `next` gets the confidence. */
  confidences: number;
  /** No more tokens than these are likely to be wanted. */
  most: number;
  /** Whether a token is evaluated while `next` runs, and taken out again where that returns false. */
  ahead: boolean;
}

export interface Inside {
  readonly _sequenceId: number;
  readonly _contextShift: object;
  _nextTokenIndex: number;
  readonly _contextTokens: Token[];
  readonly _context: { _ctx: NativeContext };
  readonly model: {
    readonly disposed: boolean;
    readonly onDispose: { createOnceListener(listener: () => void): object };
    _model: object;
    _llama: { _bindings: { AddonSampler: new (model: object) => NativeSampler } };
  };
  /** `draw` is called for each token of `hasLogits`, one after the other. */
  _decodeTokens(
    tokens: Token[],
    hasLogits: boolean[],
    priority: number,
    meter: object,
    contextShift: object,
    draw: (logits: number, index: number) => Promise<void>,
  ): Promise<unknown>;
}

const INSIDE = v.object({
  _sequenceId: v.number(),
  _contextShift: v.object({}),
  _nextTokenIndex: v.number(),
  _contextTokens: v.array(v.number()),
  _context: v.object({
    _ctx: v.object({
      sampleToken: v.function(),
      drawTokens: v.optional(v.function()),
      holdDrawing: v.optional(v.function()),
    }),
  }),
  model: v.object({
    disposed: v.boolean(),
    onDispose: v.object({ createOnceListener: v.function() }),
    _model: v.object({}),
    _llama: v.object({ _bindings: v.object({ AddonSampler: v.function() }) }),
  }),
  _decodeTokens: v.function(),
});

export const hasInside = (sequence: unknown): sequence is Inside => v.is(INSIDE, sequence);

/** Records tokens that the addon has evaluated behind those of the sequence. */
export function addEvaluated(sequence: LlamaContextSequence & Inside, tokens: readonly Token[]): void {
  sequence._contextTokens.push(...tokens);
  sequence._nextTokenIndex += tokens.length;
  TokenMeter.useTokens(sequence.tokenMeter, tokens.length, "output");
}

const hasState = (state: unknown): state is { readonly _state: object } =>
  v.is(v.object({ _state: v.object({}) }), state);

/** The addon's part of a grammar's state. */
export function nativeState(state: LlamaGrammarEvaluationState): object {
  if (!hasState(state)) throw new Error("This version of node-llama-cpp is not made as Ossicle expects.");
  return state._state;
}

const drawnWithConfidence = v.tuple([
  v.custom<Token>((token) => typeof token === "number"),
  // Here all probabilities would be.
  v.undefined(),
  v.optional(v.number()),
]);

/** Draws from what was evaluated last, with the confidence. The token is below 0 where nothing can be drawn. */
export async function sampleWithConfidence(
  { _context }: Inside,
  logits: number,
  sampler: NativeSampler,
): Promise<{ token: Token; confidence?: number }> {
  const drawn = await _context._ctx.sampleToken(logits, sampler, false, true);
  const [token, , confidence] = v.parse(drawnWithConfidence, drawn);
  return confidence === undefined ? { token } : { token, confidence };
}
