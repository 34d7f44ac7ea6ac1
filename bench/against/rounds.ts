/** Rounds in which both sides take their turns. */
import type { Samples } from "../row.ts";
import type { Side, Sides } from "./side.ts";

export interface Rounds {
  /** Those that count. */
  rounds: number;
  /** Those before them, which don't. */
  warmUps: number;
}

/**
 * Measures both sides in every round, and lets the other one begin each time: what changes on the machine from one
 * minute to the next, and what one leaves behind for the other, hits both alike.
 *
 * @param measure gets a number that no other round of either side has: what it makes of it is in no cache
 */
export async function alternate<T>(
  { rounds, warmUps }: Rounds,
  { ossicle, llamaCpp }: Sides,
  measure: (side: Side, round: number) => Promise<T>,
): Promise<{ ossicle: T[]; llamaCpp: T[] }> {
  const values = { ossicle: [] as T[], llamaCpp: [] as T[] };
  for (let round = 0; round < warmUps + rounds; round++) {
    const ours = async () => values.ossicle.push(await measure(ossicle, round));
    const theirs = async () => values.llamaCpp.push(await measure(llamaCpp, round));
    for (const take of round % 2 === 0 ? [ours, theirs] : [theirs, ours]) await take();
  }
  return { ossicle: values.ossicle.slice(warmUps), llamaCpp: values.llamaCpp.slice(warmUps) };
}

/** One number of each measurement. */
export const samplesOf = <T>(
  measured: { ossicle: readonly T[]; llamaCpp: readonly T[] },
  value: (one: T) => number,
): Samples => ({ ossicle: measured.ossicle.map(value), llamaCpp: measured.llamaCpp.map(value) });
