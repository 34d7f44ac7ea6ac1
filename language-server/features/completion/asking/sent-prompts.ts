/** The last prompt of each document that went to the engine: what the next one is compared with. */
import type { GenerateResult, Prompt } from "../../../engine-protocol/protocol.ts";
import type { LastCompletion } from "../../../protocol/completion.ts";
import { describeReuse, type SentPiece, sentPieces } from "./reuse-report.ts";

export class SentPrompts {
  /** By the document's URI. */
  readonly #sent = new Map<string, SentPiece[]>();

  /**
   * Notes a prompt that was sent.
   *
   * @returns the prompt, marked where the KV cache served it
   */
  note(uri: string, prompt: Prompt, { parts, counts }: GenerateResult): LastCompletion["prompt"] {
    const pieces = sentPieces(prompt, parts);
    const described = describeReuse(pieces, this.#sent.get(uri));
    if (counts.promptTokens > 0) this.#sent.set(uri, pieces);
    return described;
  }

  forget(uri: string): void {
    this.#sent.delete(uri);
  }
}
