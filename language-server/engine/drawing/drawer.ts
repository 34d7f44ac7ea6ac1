/**
 * Evaluates tokens, and draws the model's own ones: those after each token of a draft in one pass, or one after another.
 *
 * `controlledEvaluate` of node-llama-cpp draws after each token as well, but makes a sampler for each pass: with a seed,
 * each would begin with the same random numbers. And it draws after tokens that are known to be wrong by then, at 0.5 ms
 * each with 200,000 tokens to choose from. `evaluate` goes to another thread twice for a token, and back. So this is built,
 * like `evaluate`, on what its sequences have inside.
 */
import type { LlamaContextSequence, LlamaGrammarEvaluationState, Token } from "node-llama-cpp";
import {
  addEvaluated,
  hasInside,
  type Inside,
  type NativeSampler,
  nativeState,
  type SamplerConfig,
  sampleWithConfidence,
} from "./inside.ts";
import { giveSamplerBack, takeSampler } from "./samplers.ts";

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
  /** Whether a token may be evaluated before it is known that another one is wanted, and taken out again. */
  ahead?: boolean | undefined;
  /** No more tokens than these are likely to be wanted. */
  maxTokens?: number | undefined;
}

export interface Drawn {
  token: Token;
  /** The token's probability among those that the constraint allows, from 0 to 1. */
  confidence?: number;
}

export class Drawer {
  readonly #sequence: LlamaContextSequence & Inside;
  readonly #sampler: NativeSampler;
  readonly #config: SamplerConfig;
  readonly #constraint: Constraint | undefined;
  #state: LlamaGrammarEvaluationState | undefined;
  readonly #ahead: boolean;
  #isHeld = false;
  #confidencesLeft: number;
  #tokensLeft: number;

  /** The sequence is this drawer's alone until `dispose`. */
  constructor(
    sequence: LlamaContextSequence,
    { sampling, constraint, confidenceTokens = 0, ahead = false, maxTokens = 0 }: DrawOptions,
  ) {
    if (!hasInside(sequence))
      throw new Error("This version of node-llama-cpp is not made as Ossicle expects.");
    const { model } = sequence;
    const { temperature, topP, seed } = sampling;
    this.#sequence = sequence;
    this.#config = {
      ...USUAL_SAMPLING,
      temperature,
      topP: topP ?? USUAL_SAMPLING.topP,
      seed: seed ?? Math.floor(Math.random() * 2 ** 32),
    };
    this.#sampler = takeSampler(model, this.#config);
    this.#constraint = constraint;
    this.#confidencesLeft = confidenceTokens;
    this.#ahead = ahead;
    this.#tokensLeft = maxTokens;
  }

  /**
   * Evaluates the tokens and the draft behind them. Returns the accepted part of the draft and the token after it; what
   * was drafted in vain is gone from the sequence.
   */
  async pass(tokens: readonly Token[], draft: readonly Token[]): Promise<Drawn[]> {
    const start = this.#sequence.nextTokenIndex;
    const first = tokens.length - 1;
    const input = [...tokens, ...draft];
    const said: Drawn[] = [];
    await this.#evaluate(input, first, async (logits, index) => {
      const isRight =
        said.length === index - first && (index === first || said.at(-1)?.token === input[index]);
      if (!isRight) return;
      const drawn = await this.#draw(logits);
      if (drawn) said.push(drawn);
    });
    if (said.length === 0) throw new NothingDrawnError();
    const end = start + first + said.length;
    if (end < this.#sequence.nextTokenIndex)
      await this.#sequence.eraseContextTokenRanges([{ start: end, end: this.#sequence.nextTokenIndex }]);
    return said;
  }

  /**
   * Evaluates the tokens, draws the next one, evaluates it and draws the one after it, for as long as `next` returns true.
   * It may also end before; the last token that was drawn isn't evaluated then. None is drawn before `next` has returned,
   * so what it does with a token holds for the one after it.
   */
  async stream(tokens: readonly Token[], next: (drawn: Drawn) => boolean): Promise<void> {
    const { _sequenceId, _context } = this.#sequence;
    const { _ctx } = _context;
    if (!_ctx.drawTokens) {
      for (const drawn of await this.pass(tokens, [])) next(drawn);
      return;
    }
    this.#isHeld = false;
    const drawn: Token[] = [];
    const failures: unknown[] = [];
    const drawOne = (token: Token, confidence: number | undefined): boolean => {
      drawn.push(token);
      this.#push(token);
      const goesOn = next(confidence === undefined ? { token } : { token, confidence });
      if (goesOn) this.#applyConstraint();
      return goesOn;
    };
    const onToken = (token: Token, confidence: number | undefined): boolean => {
      try {
        return drawOne(token, confidence);
      } catch (error) {
        failures.push(error);
        return false;
      }
    };
    const position = this.#sequence.nextTokenIndex + tokens.length;
    await this.#evaluate(tokens, tokens.length - 1, async (logits) => {
      try {
        this.#applyConstraint();
        const ahead = this.#ahead && !this.#isHeld;
        const options = { confidences: this.#confidencesLeft, most: this.#tokensLeft, ahead };
        await _ctx.drawTokens?.(logits, this.#sampler, _sequenceId, position, options, onToken);
      } catch (error) {
        // Later: what was evaluated before must be recorded.
        failures.push(error);
      }
    });
    addEvaluated(this.#sequence, drawn.slice(0, -1));
    for (const failure of failures) throw failure;
    if (drawn.length === 0) throw new NothingDrawnError();
  }

  /** A stream under way is about to end: nothing more is evaluated before it is known to be wanted. */
  hold(): void {
    this.#isHeld = true;
    this.#sequence._context._ctx.holdDrawing?.();
  }

  /** Evaluates the tokens; `draw` is called for each from `first` on. */
  async #evaluate(
    tokens: readonly Token[],
    first: number,
    draw: (logits: number, index: number) => Promise<void>,
  ): Promise<void> {
    const { _contextShift, tokenMeter } = this.#sequence;
    const hasLogits = tokens.map((_, index) => index >= first);
    await this.#sequence._decodeTokens([...tokens], hasLogits, PRIORITY, tokenMeter, _contextShift, draw);
  }

  /** undefined where nothing can be drawn. */
  async #draw(logits: number): Promise<Drawn | undefined> {
    this.#applyConstraint();
    const drawn = await this.#sample(logits);
    if (drawn.token < 0) return undefined;
    this.#push(drawn.token);
    return drawn;
  }

  async #sample(logits: number): Promise<Drawn> {
    if (this.#confidencesLeft > 0) return sampleWithConfidence(this.#sequence, logits, this.#sampler);
    return { token: await this.#sequence._context._ctx.sampleToken(logits, this.#sampler) };
  }

  #push(token: Token): void {
    if (this.#confidencesLeft > 0) this.#confidencesLeft--;
    if (this.#tokensLeft > 0) this.#tokensLeft--;
    this.#constraint?.push(token);
  }

  #applyConstraint(): void {
    const state = this.#constraint?.state;
    if (state === this.#state) return;
    this.#state = state;
    this.#sampler.applyConfig(
      state ? { ...this.#config, grammarEvaluationState: nativeState(state) } : this.#config,
    );
  }

  dispose(): void {
    giveSamplerBack(this.#sequence.model, this.#sampler, this.#config);
  }
}

class NothingDrawnError extends Error {
  constructor() {
    super("The model has drawn no token.");
  }
}
