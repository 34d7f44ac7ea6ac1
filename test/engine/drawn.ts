/** What a model says, token by token, compared as far as rounding leaves it alone. */
import assert from "node:assert/strict";
import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from "node-llama-cpp";
import { LEAST_LEAD_NATS } from "../../tools/token-margins/cases.ts";

/** A probability further behind than this is nothing to a 32-bit float. */
const MAX_LEAD_NATS = 80;

export interface Drawn {
  token: Token;
  /** How far it leads the second best. */
  nats: number;
}

/** The best token each time, from where the sequence is. */
export async function draw(
  sequence: LlamaContextSequence,
  tokens: Token[],
  count: number,
  options: SequenceEvaluateOptions = {},
): Promise<Drawn[]> {
  const drawn: Drawn[] = [];
  for await (const { token, probabilities } of sequence.evaluateWithMetadata(
    tokens,
    { probabilities: true },
    { temperature: 0, yieldEogToken: true, ...options },
  )) {
    const [best = 0, second = 0] = [...probabilities.values()];
    drawn.push({ token, nats: Math.min(MAX_LEAD_NATS, Math.log(best / second)) });
    if (drawn.length === count) break;
  }
  return drawn;
}

/**
 * The same tokens, each as far ahead as there. It ends where two are nearly as likely: either may come, and what
 * follows another token is another text.
 *
 * @returns how many tokens were compared
 */
export function assertSame(drawn: readonly Drawn[], expected: readonly Drawn[]): number {
  for (const [index, { token, nats }] of expected.entries()) {
    const other = drawn[index];
    assert.ok(other, `${drawn.length} tokens`);
    assert.ok(
      Math.abs(other.nats - nats) < LEAST_LEAD_NATS,
      `token ${index}: ${other.nats} nats ahead, not ${nats}`,
    );
    if (nats < LEAST_LEAD_NATS) return index;
    assert.equal(other.token, token, `token ${index}`);
  }
  return expected.length;
}
