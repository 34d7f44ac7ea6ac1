/**
 * One pass of the model over several tokens, with the model's own token drawn after each of them.
 *
 * `controlledEvaluate` of node-llama-cpp draws them as well, but makes a sampler for each pass: with a seed, each would
 * begin with the same random numbers. And it draws after tokens that are known to be wrong by then, at 0.5 ms each with
 * 200,000 tokens to choose from. So this is built, like `evaluate`, on what its sequences have inside. `hasInside`
 * notices when a version has it no more.
 */
import type { LlamaContextSequence, LlamaGrammarEvaluationState, Token } from "node-llama-cpp";
import * as v from "valibot";

export interface Sampling {
  temperature: number;
  topP?: number | undefined;
  seed?: number | undefined;
}

/** What `evaluate` of node-llama-cpp uses unless told otherwise. */
const USUAL_SAMPLING = { topK: 40, topP: 0.95, minP: 0 };
const PRIORITY = 5;

/** What each token is held to. It is given every token that was drawn. */
export interface Constraint {
  readonly state: LlamaGrammarEvaluationState | undefined;
  push(token: Token): void;
}

export interface DrawOptions {
  sampling: Sampling;
  constraint?: Constraint | undefined;
  /** The confidence of so many tokens is asked for, from the first on. */
  confidenceTokens?: number | undefined;
}

export interface Drawn {
  token: Token;
  /** The token's probability among those that the constraint allows, from 0 to 1. */
  confidence?: number;
}

interface SamplerConfig extends Required<Sampling> {
  topK: number;
  minP: number;
  grammarEvaluationState?: object;
}

interface NativeSampler {
  /** With the same seed as before, the random numbers go on. */
  applyConfig(config: SamplerConfig): void;
  dispose(): void;
}

const hasState = (state: unknown): state is { readonly _state: object } =>
  v.is(v.object({ _state: v.object({}) }), state);

/** What the addon returns where the confidence is asked for; it leaves a place for all probabilities before it. */
const drawnWithConfidence = v.tuple([
  v.custom<Token>((token) => typeof token === "number"),
  v.undefined(),
  v.optional(v.number()),
]);

interface NativeContext {
  /** Returns a number below 0 where nothing can be drawn. */
  sampleToken(logits: number, sampler: NativeSampler): Promise<Token>;
  sampleToken(logits: number, sampler: NativeSampler, all: false, confidence: true): Promise<unknown>;
}

interface Inside {
  readonly _contextShift: object;
  readonly _context: { _ctx: NativeContext };
  readonly model: {
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
  _contextShift: v.object({}),
  _context: v.object({ _ctx: v.object({ sampleToken: v.function() }) }),
  model: v.object({
    _model: v.object({}),
    _llama: v.object({ _bindings: v.object({ AddonSampler: v.function() }) }),
  }),
  _decodeTokens: v.function(),
});

const hasInside = (sequence: unknown): sequence is Inside => v.is(INSIDE, sequence);

export class PassDrawer {
  readonly #sequence: LlamaContextSequence;
  readonly #inside: Inside;
  readonly #sampler: NativeSampler;
  readonly #config: SamplerConfig;
  readonly #constraint: Constraint | undefined;
  #state: LlamaGrammarEvaluationState | undefined;
  #confidencesLeft: number;

  /** The sequence is this drawer's alone until `dispose`. */
  constructor(
    sequence: LlamaContextSequence,
    { sampling: { temperature, topP, seed }, constraint, confidenceTokens = 0 }: DrawOptions,
  ) {
    if (!hasInside(sequence))
      throw new Error("This version of node-llama-cpp is not made as Ossicle expects.");
    const { model } = sequence;
    this.#sequence = sequence;
    this.#inside = sequence;
    this.#sampler = new model._llama._bindings.AddonSampler(model._model);
    this.#config = {
      ...USUAL_SAMPLING,
      temperature,
      topP: topP ?? USUAL_SAMPLING.topP,
      seed: seed ?? Math.floor(Math.random() * 2 ** 32),
    };
    this.#sampler.applyConfig(this.#config);
    this.#constraint = constraint;
    this.#confidencesLeft = confidenceTokens;
  }

  /**
   * Evaluates the tokens and the draft behind them. Returns the accepted part of the draft and the token after it; what
   * was drafted in vain is gone from the sequence.
   */
  async pass(tokens: readonly Token[], draft: readonly Token[]): Promise<Drawn[]> {
    const { _contextShift } = this.#inside;
    const start = this.#sequence.nextTokenIndex;
    const first = tokens.length - 1;
    const input = [...tokens, ...draft];
    const said: Drawn[] = [];
    const draw = async (logits: number, index: number) => {
      const isRight =
        said.length === index - first && (index === first || said.at(-1)?.token === input[index]);
      if (!isRight) return;
      this.#applyConstraint();
      const drawn = await this.#sample(logits);
      if (drawn.token < 0) return;
      said.push(drawn);
      this.#constraint?.push(drawn.token);
    };
    const hasLogits = input.map((_, index) => index >= first);
    const meter = this.#sequence.tokenMeter;
    await this.#inside._decodeTokens(input, hasLogits, PRIORITY, meter, _contextShift, draw);
    if (said.length === 0) throw new Error("The model has drawn no token.");
    const end = start + first + said.length;
    if (end < this.#sequence.nextTokenIndex)
      await this.#sequence.eraseContextTokenRanges([{ start: end, end: this.#sequence.nextTokenIndex }]);
    return said;
  }

  /** The token is below 0 where none can be drawn. */
  async #sample(logits: number): Promise<Drawn> {
    const { _ctx } = this.#inside._context;
    if (this.#confidencesLeft === 0) return { token: await _ctx.sampleToken(logits, this.#sampler) };
    this.#confidencesLeft--;
    const drawn = await _ctx.sampleToken(logits, this.#sampler, false, true);
    const [token, , confidence] = v.parse(drawnWithConfidence, drawn);
    return confidence === undefined ? { token } : { token, confidence };
  }

  #applyConstraint(): void {
    const state = this.#constraint?.state;
    if (state === this.#state) return;
    this.#state = state;
    this.#sampler.applyConfig(
      hasState(state) ? { ...this.#config, grammarEvaluationState: state._state } : this.#config,
    );
  }

  dispose(): void {
    this.#sampler.dispose();
  }
}
