/**
 * How sure a model has to be of what it suggests without being asked for it: of each of its first tokens, from 0 to 1.
 * `eval/RESULTS.md` has what is lost and won by these figures.
 */
const LEAST_CONFIDENCE = 0.15;
/** After several refusals in a row, until a suggestion is accepted. */
const QUIET_LEAST_CONFIDENCE = 0.4;
const REFUSALS_BEFORE_QUIET = 3;

export function leastConfidence(refusedInARow: number): number {
  return refusedInARow >= REFUSALS_BEFORE_QUIET ? QUIET_LEAST_CONFIDENCE : LEAST_CONFIDENCE;
}
