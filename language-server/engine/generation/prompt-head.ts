/** The beginning that a conversation's prompt has in common with those of other sessions: restored from disk, or saved. */
import type { Token } from "node-llama-cpp";
import type { PromptTokens } from "../tokens/tokenizer.ts";
import type { SavedStates } from "./saved-states.ts";
import type { Job } from "./scheduler.ts";
import type { Slot } from "./sequence-pool.ts";

export class PromptHead {
  readonly tokens: readonly Token[];
  readonly #states: SavedStates;

  private constructor(tokens: readonly Token[], states: SavedStates) {
    this.tokens = tokens;
    this.#states = states;
  }

  /** Up to the prompt's first checkpoint. Undefined where it isn't worth a file, or none may be kept. */
  static of({ tokens, checkpoints }: PromptTokens, states: SavedStates | undefined): PromptHead | undefined {
    const [length = 0] = checkpoints;
    if (!states?.isWorth(length) || length >= tokens.length) return undefined;
    return new PromptHead(tokens.slice(0, length), states);
  }

  /**
   * Takes the saved state up where it has more of the prompt than the sequence keeps. Returns how many of the prompt's
   * tokens the sequence holds then.
   */
  async restore(job: Job, slot: Slot, kept: number, signal: AbortSignal): Promise<number> {
    if (!this.#states.isWorth(this.tokens.length - kept)) return kept;
    const path = await this.#states.find(this.tokens);
    if (path === undefined) return kept;
    return job.turn(async () => {
      if (await slot.load(path, this.tokens)) return this.tokens.length;
      await this.#states.remove(this.tokens);
      return 0;
    }, signal);
  }

  /** Saves the state of a sequence that holds exactly these tokens, unless there is one. */
  async save(job: Job, slot: Slot, signal: AbortSignal): Promise<void> {
    if (slot.length !== this.tokens.length || (await this.#states.has(this.tokens))) return;
    await this.#states.save(this.tokens, (path) => job.turn(() => slot.save(path), signal));
  }
}
