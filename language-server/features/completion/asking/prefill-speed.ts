/** How long the model takes to read a prompt, as it was the last time. */
import type { Counts } from "../../../protocol/status.ts";

/** A shorter prefill says little: most of its time is that of one pass. */
const MIN_TOKENS = 100;

export class PrefillSpeed {
  #msPerToken: number | undefined;
  #promptTokens = 0;

  note({ promptTokens, reusedTokens, firstTokenMs, generatedTokens }: Counts): void {
    if (promptTokens > 0) this.#promptTokens = promptTokens;
    const read = promptTokens - reusedTokens;
    if (read >= MIN_TOKENS && generatedTokens > 0) this.#msPerToken = firstTokenMs / read;
  }

  /** Milliseconds for all of a prompt like the last one; undefined as long as that isn't known. */
  get wholePromptMs(): number | undefined {
    return this.#msPerToken === undefined ? undefined : this.#msPerToken * this.#promptTokens;
  }
}
