/** Larger files are not shown to the model: they are generated, or data. */
export const MAX_FILE_BYTES = 1_000_000;

const MAX_RESERVE_TOKENS = 4_096;

/** What is kept free for the answer: a quarter of the context, and not more than 4,096 tokens. */
export function answerReserve(contextTokens: number): number {
  return Math.min(MAX_RESERVE_TOKENS, Math.floor(contextTokens / 4));
}
