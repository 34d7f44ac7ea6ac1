/** The sequences of one context, and how a prompt finds the one that has most of it in its KV cache. */
import type { LlamaContext, LlamaContextSequence, Token } from "node-llama-cpp";
import { copySequence, isAbortedDecode } from "../backend/addon.ts";
import type { PrefillSequence } from "./prefill.ts";
import { rewind } from "./rewind.ts";

/**
 * A session without a sequence takes the least recently used one, unless another shares this much more with it, and loses
 * no more than that.
 */
const WORTHWHILE_SHARE_TOKENS = 32;
/** A session that asked so lately is likely to ask again: no copy takes the place of what is in the KV cache for it. */
const NEEDED_MS = 10 * 60_000;
/** Two for each turn of a long conversation, at some 2 MB each. */
const CHECKPOINTS = { max: 128, maxMemory: 400_000_000 };

export class Slot implements PrefillSequence {
  /** llama.cpp's number of the sequence. */
  readonly number: number;
  readonly sequence: LlamaContextSequence;
  readonly abort: (() => void) | undefined;
  abortedAt: number | undefined;
  readonly #window: number;
  session: string | undefined;
  /** When its session took it, in milliseconds. */
  lastUsed = 0;
  lease: Lease | undefined;
  /** Lengths at which a checkpoint was taken, ascending. */
  #checkpoints: number[] = [];
  /** Tokens of batches that were ended before they were whole. */
  #abortedTokens = 0;

  constructor(number: number, sequence: LlamaContextSequence, { window, abort }: PoolOptions) {
    this.number = number;
    this.sequence = sequence;
    this.#window = window;
    this.abort = abort;
  }

  get length(): number {
    return this.sequence.nextTokenIndex;
  }

  /**
   * llama.cpp takes an aborted batch out of the KV cache, and node-llama-cpp counts tokens as the sequence's only after
   * the batch. That holds for one batch of one sequence alone: a turn has no other, and `tokens` must fit into one.
   */
  async evaluate(tokens: readonly Token[]): Promise<boolean> {
    try {
      await this.sequence.evaluateWithoutGeneratingNewTokens([...tokens]);
      return true;
    } catch (error) {
      if (!isAbortedDecode(error)) throw error;
      this.#abortedTokens += tokens.length;
      return false;
    }
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
    const { keep, filler } = rewind({
      commonLength: Math.min(this.shared(tokens), tokens.length - 1),
      cellsStart: sequence.stateCellsStartIndex,
      window: this.#window,
      checkpoints: this.#checkpoints,
    });
    await this.#fill(filler, tokens);
    if (keep < sequence.nextTokenIndex)
      await sequence.eraseContextTokenRanges([{ start: keep, end: sequence.nextTokenIndex }]);
    // Fewer than wanted where node-llama-cpp has given a checkpoint up.
    const kept = sequence.nextTokenIndex;
    this.#checkpoints = this.#checkpoints.filter((length) => length <= kept);
    return kept;
  }

  /** What is evaluated here is erased at once; it pushes older cells out of the window. */
  async #fill(count: number, tokens: readonly Token[]): Promise<void> {
    const room = this.sequence.contextSize - 2 - this.sequence.nextTokenIndex;
    const filler = tokens.slice(0, 1);
    if (count > 0 && count <= room)
      await this.sequence.evaluateWithoutGeneratingNewTokens(
        Array.from({ length: count }, () => filler).flat(),
      );
  }

  async takeCheckpoint(): Promise<void> {
    const length = this.sequence.nextTokenIndex;
    if (!this.sequence.needsCheckpoints || this.#checkpoints.at(-1) === length) return;
    await this.sequence.takeCheckpoint();
    this.#checkpoints.push(length);
  }

  /**
   * Takes up the first `length` tokens of another one in place of what it holds. Returns whether it then holds them;
   * otherwise none.
   */
  async copy(other: Slot, length: number): Promise<boolean> {
    const isCopied = await copySequence(other.sequence, this.sequence, length);
    if (!isCopied) await this.sequence.clearHistory();
    return isCopied;
  }

  /** Saves what it holds. */
  async save(path: string): Promise<void> {
    await this.sequence.saveStateToFile(path);
  }

  /** Takes up a saved state in place of what it holds. Returns whether it then holds these tokens; otherwise none. */
  async load(path: string, tokens: readonly Token[]): Promise<boolean> {
    await this.sequence.clearHistory();
    this.#checkpoints = [];
    try {
      await this.sequence.loadStateFromFile(path, { acceptRisk: true });
    } catch {
      return false;
    }
    if (this.length !== tokens.length || this.shared(tokens) !== tokens.length) {
      await this.sequence.clearHistory();
      return false;
    }
    // A saved state has none of the checkpoints.
    await this.takeCheckpoint();
    return true;
  }

  /** Every token that went through the model on this sequence, without batches that were ended before. */
  get evaluatedTokens(): number {
    const { usedInputTokens, usedOutputTokens } = this.sequence.tokenMeter;
    return usedInputTokens + usedOutputTokens - this.#abortedTokens;
  }
}

/** The use of a slot by one generation. */
export interface Lease {
  pool: SequencePool;
  slot: Slot;
  /** Aborted when a more urgent generation takes the slot over; its owner must not touch it any more. */
  taken: AbortSignal;
}

interface OwnLease extends Lease {
  take?: () => void;
}

export interface PoolOptions {
  /** The model's sliding window in tokens, 0 for a context that keeps every cell. */
  window: number;
  /** Ends the evaluation that is under way; undefined where the build can't. */
  abort?: () => void;
  /** Milliseconds. */
  now?: () => number;
}

export class SequencePool {
  readonly context: LlamaContext;
  readonly #slots: Slot[] = [];
  readonly #window: number;
  readonly #now: () => number;

  constructor(context: LlamaContext, options: PoolOptions) {
    const { window, now = () => performance.now() } = options;
    this.context = context;
    this.#window = window;
    this.#now = now;
    while (context.sequencesLeft > 0) {
      const sequence = context.getSequence({
        contextShift: {
          // At a full context llama.cpp would erase the beginning, the system message, without a word.
          strategy: () => {
            throw new Error("The context is full.");
          },
        },
        checkpoints: CHECKPOINTS,
      });
      this.#slots.push(new Slot(this.#slots.length, sequence, options));
    }
  }

  /**
   * Takes a sequence for the session: its own, else the one that shares clearly most with the prompt, else the
   * least recently used. A lane runs one generation at a time and each has a sequence of its own, so one is free,
   * but for warm-ups and side requests, which have none: these are `yielding`, and one that holds the session's own
   * sequence, or the last one, loses it.
   * Call it within a turn only: no generation computes then, and none that is more urgent is under way. Give the
   * lease back with `release`.
   */
  acquire(session: string, tokens: readonly Token[], yielding = false): Lease {
    const free = this.#slots.filter((slot) => !slot.lease);
    const own = this.#slots.find((candidate) => candidate.session === session);
    const slot = (own && this.#taken([own])) ?? mostUseful(free, tokens) ?? this.#taken(this.#slots);
    if (!slot) throw new Error("Every sequence of the context is in use.");
    const taken = new AbortController();
    const lease: OwnLease = { pool: this, slot, taken: taken.signal };
    if (yielding) lease.take = () => taken.abort();
    slot.lease = lease;
    slot.session = session;
    slot.lastUsed = this.#now();
    return lease;
  }

  /**
   * Copies the first tokens of a slot into another one, which is nobody's: one beside it, since llama.cpp evaluates
   * sequences together where their numbers follow one another. Undefined where none is free that no session needs, or it
   * can't be copied. Call it within a turn only, and give the lease back with `release`.
   */
  async copy(slot: Slot, length: number): Promise<Lease | undefined> {
    // A window's checkpoints belong to the sequence that took them.
    const free = this.#window > 0 ? undefined : this.#nextTo(slot);
    if (!free) return undefined;
    free.session = undefined;
    free.lastUsed = 0;
    const lease: Lease = { pool: this, slot: free, taken: new AbortController().signal };
    free.lease = lease;
    if (await free.copy(slot, length)) return lease;
    this.release(lease);
    return undefined;
  }

  /** The nearest one that no session needs, with nothing between but slots in use. */
  #nextTo({ number }: Slot): Slot | undefined {
    const before = this.#slots.slice(0, number).reverse();
    const after = this.#slots.slice(number + 1);
    const nearest = [after, before].map((side) => side.find((slot) => !slot.lease));
    const isNeeded = ({ session, length, lastUsed }: Slot) =>
      session !== undefined && length > 0 && this.#now() - lastUsed < NEEDED_MS;
    return nearest.find((slot) => slot && !isNeeded(slot));
  }

  release(lease: Lease): void {
    if (lease.slot.lease === lease) lease.slot.lease = undefined;
  }

  /** The first one that is free or yields. */
  #taken(slots: readonly Slot[]): Slot | undefined {
    for (const slot of slots) {
      const lease: OwnLease | undefined = slot.lease;
      if (lease && !lease.take) continue;
      lease?.take?.();
      return slot;
    }
    return undefined;
  }
}

function mostUseful(slots: readonly Slot[], tokens: readonly Token[]): Slot | undefined {
  const oldest = slots.toSorted((a, b) => a.lastUsed - b.lastUsed)[0];
  const closest = slots.toSorted((a, b) => b.shared(tokens) - a.shared(tokens))[0];
  if (!oldest || !closest) return undefined;
  const shared = closest.shared(tokens);
  const isWorthwhile = shared - oldest.shared(tokens) >= WORTHWHILE_SHARE_TOKENS;
  return isWorthwhile && closest.length - shared <= shared ? closest : oldest;
}
