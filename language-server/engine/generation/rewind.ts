/**
 * How far a sequence goes back before a new prompt is evaluated on it.
 *
 * With a sliding window and without the full cache, llama.cpp has freed the cells of older tokens: erasing the
 * tail "keeps" the rest, but the next tokens then attend to a window with holes in it, and their probabilities
 * are wrong (measured: by up to 0.1; see https://github.com/ggml-org/llama.cpp/pull/13194#issuecomment-2868343055). So
 * such a sequence rewinds only to a point whose whole window is still there, or to a checkpoint that is really restored.
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

export interface Rewind {
  /** The number of tokens to keep: `commonLength`, a checkpoint's length, or 0. */
  keep: number;
  /**
   * Tokens to evaluate before, whatever they are. A checkpoint is restored only once the cells before it are gone;
   * with a few cells left, but not the whole window, it would not be, and all since an earlier one would be lost.
   */
  filler: number;
}

export function rewind({ commonLength, cellsStart, window, checkpoints }: SequenceState): Rewind {
  // The next token, at position `length`, attends to itself and the window - 1 tokens before it.
  const hasWholeWindow = (length: number) => cellsStart <= Math.max(0, length - window + 1);
  // node-llama-cpp restores a checkpoint when the erased range starts at or before the first cell.
  const isRestored = (length: number) => length <= cellsStart;
  if (window === 0 || hasWholeWindow(commonLength)) return { keep: commonLength, filler: 0 };
  const reachable = checkpoints.filter((length) => length <= commonLength);
  const nearest = reachable.at(-1) ?? 0;
  const safe = reachable.findLast((length) => isRestored(length) || hasWholeWindow(length)) ?? 0;
  const filler = nearest - cellsStart;
  return nearest - safe > filler && nearest > safe ? { keep: nearest, filler } : { keep: safe, filler: 0 };
}
