/**
 * How far a sequence goes back before a new prompt is evaluated on it.
 *
 * With a sliding window and without the full cache, llama.cpp has freed the cells of older tokens: erasing the
 * tail "keeps" the rest, but the next tokens then attend to a window with holes in it, and their probabilities
 * are wrong (measured: by up to 0.1). So such a sequence goes back only to a point whose whole window is still
 * there, or to a checkpoint that will really be restored.
 */
export interface SequenceState {
  /** Tokens that the sequence holds and the new prompt has in common, from the start. */
  commonLength: number;
  /** First position whose cells are in the KV cache (`stateCellsStartIndex`); 0 or less when all are. */
  cellsStart: number;
  /** Sliding window in tokens; 0 when the sequence keeps every cell. */
  window: number;
  /** Lengths at which a checkpoint was taken, ascending. */
  checkpoints: readonly number[];
}

/** The number of tokens to keep: `commonLength`, a checkpoint's length, or 0. */
export function keepLength({ commonLength, cellsStart, window, checkpoints }: SequenceState): number {
  // The next token, at position `length`, attends to itself and the window - 1 tokens before it.
  const hasWholeWindow = (length: number) => cellsStart <= Math.max(0, length - window + 1);
  if (window === 0 || hasWholeWindow(commonLength)) return commonLength;
  for (const length of checkpoints.toReversed()) {
    // node-llama-cpp restores a checkpoint when the erased range starts at or before the first cell.
    if (length <= commonLength && (length <= cellsStart || hasWholeWindow(length))) return length;
  }
  return 0;
}
