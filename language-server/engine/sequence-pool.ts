/** The sequences of one context, and how a prompt finds the one that has most of it in its KV cache. */
import type { LlamaContext, LlamaContextSequence, Token } from "node-llama-cpp";
import { keepLength } from "./rewind.ts";

/** A session without a sequence takes the least recently used one, unless another shares this much more with it. */
const WORTHWHILE_SHARE_TOKENS = 32;

export class Slot {
  readonly sequence: LlamaContextSequence;
  readonly #window: number;
  session: string | undefined;
  lastUsed = 0;
  inUse = false;
  /** Lengths at which a checkpoint was taken, ascending. */
  #checkpoints: number[] = [];

  constructor(sequence: LlamaContextSequence, window: number) {
    this.sequence = sequence;
    this.#window = window;
  }

  /** Tokens from the start that the sequence and the prompt have in common. */
  shared(tokens: readonly Token[]): number {
    return this.sequence.compareContextTokens(tokens as Token[]).firstDifferentIndex;
  }

  /**
   * Aligns the sequence with the prompt and answers how many of its tokens need no evaluation: all but the last
   * at most, since the last one gives the next token's probabilities.
   */
  async align(tokens: readonly Token[]): Promise<number> {
    const { sequence } = this;
    const keep = keepLength({
      commonLength: Math.min(this.shared(tokens), tokens.length - 1),
      cellsStart: sequence.stateCellsStartIndex,
      window: this.#window,
      checkpoints: this.#checkpoints,
    });
    if (keep < sequence.nextTokenIndex)
      await sequence.eraseContextTokenRanges([{ start: keep, end: sequence.nextTokenIndex }]);
    this.#checkpoints = this.#checkpoints.filter((length) => length <= keep);
    return keep;
  }

  async takeCheckpoint(): Promise<void> {
    const length = this.sequence.nextTokenIndex;
    if (!this.sequence.needsCheckpoints || this.#checkpoints.at(-1) === length) return;
    await this.sequence.takeCheckpoint();
    this.#checkpoints.push(length);
  }

  /** Every token that went through the model on this sequence. */
  get evaluatedTokens(): number {
    return this.sequence.tokenMeter.usedInputTokens + this.sequence.tokenMeter.usedOutputTokens;
  }
}

export class SequencePool {
  readonly context: LlamaContext;
  readonly #slots: Slot[] = [];
  #uses = 0;

  /** `window`: the model's sliding window in tokens, 0 for a context that keeps every cell. */
  constructor(context: LlamaContext, window: number) {
    this.context = context;
    while (context.sequencesLeft > 0) {
      const sequence = context.getSequence({
        contextShift: {
          // At a full context llama.cpp would erase the beginning, the system message, without a word.
          strategy: () => {
            throw new Error("The context is full.");
          },
        },
      });
      this.#slots.push(new Slot(sequence, window));
    }
  }

  /**
   * Takes a sequence for the session: its own, else the one that shares clearly most with the prompt, else the
   * least recently used. There is one for every lane of the context, and a lane runs one generation at a time,
   * so one is always free. Give it back with `release`.
   */
  acquire(session: string, tokens: readonly Token[]): Slot {
    const free = this.#slots.filter((slot) => !slot.inUse);
    const slot = free.find((candidate) => candidate.session === session) ?? mostUseful(free, tokens);
    if (!slot) throw new Error("Every sequence of the context is in use.");
    slot.inUse = true;
    slot.session = session;
    slot.lastUsed = ++this.#uses;
    return slot;
  }

  release(slot: Slot): void {
    slot.inUse = false;
  }
}

function mostUseful(slots: readonly Slot[], tokens: readonly Token[]): Slot | undefined {
  const oldest = slots.toSorted((a, b) => a.lastUsed - b.lastUsed)[0];
  const closest = slots.toSorted((a, b) => b.shared(tokens) - a.shared(tokens))[0];
  if (!oldest || !closest) return undefined;
  return closest.shared(tokens) - oldest.shared(tokens) >= WORTHWHILE_SHARE_TOKENS ? closest : oldest;
}
