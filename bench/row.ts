/** One line of a table in which Ossicle is beside llama.cpp's server. */
import { median, meets, type Target } from "./figure.ts";

export interface Row {
  name: string;
  unit: string;
  ossicle: number;
  llamaCpp?: number;
  /** Ossicle's value to llama.cpp's, where the two are the same kind of thing. */
  ratio?: number;
  /** What the ratio should be; where there is none, Ossicle's own value. */
  target?: Target;
}

/** What was measured on both sides: the values of one round have the same index. */
export interface Samples {
  ossicle: readonly number[];
  llamaCpp: readonly number[];
}

/** The row of both sides' medians, with the median of the rounds' ratios: what drifts on a machine hits both alike. */
export function ratioRow(name: string, unit: string, samples: Samples, target?: Target): Row {
  const { ossicle, llamaCpp } = samples;
  return {
    name,
    unit,
    ossicle: median(ossicle),
    llamaCpp: median(llamaCpp),
    ratio: median(ossicle.map((value, round) => value / (llamaCpp[round] ?? Number.NaN))),
    ...(target ? { target } : {}),
  };
}

/** Whether the target is reached; undefined for rows that have none. */
export function isReached({ target, ratio, ossicle }: Row): boolean | undefined {
  return target && meets(ratio ?? ossicle, target);
}
