/** From what was measured on both sides to rows that stand side by side. */
import { median, quantile } from "../figure.ts";
import { type Asked, generationSpeed, type Measured, type Purpose, promptSpeed } from "./measured.ts";

export interface Row {
  name: string;
  unit: string;
  ossicle: number;
  llamaCpp?: number;
  /** The least that Ossicle's value divided by llama.cpp's should be. */
  wanted?: number;
}

/** One request, and what it took on either side. */
export interface Pair {
  asked: Asked;
  ossicle: Measured;
  llamaCpp: Measured;
}

const WANTED_PROMPT = 0.95;
const WANTED_GENERATION = 0.97;

/** The rows of one length of text. */
export function compare(pairs: readonly Pair[]): Row[] {
  const of = (purpose: Purpose) => pairs.filter(({ asked }) => asked.purpose === purpose);
  const cold = of("cold prompt");
  const keystrokes = of("keystroke");
  const long = of("generation");
  const both = (
    those: readonly Pair[],
    value: (measured: Measured) => number,
    summary = median,
  ): Pick<Row, "ossicle" | "llamaCpp"> => ({
    ossicle: summary(those.map(({ ossicle }) => value(ossicle))),
    llamaCpp: summary(those.map(({ llamaCpp }) => value(llamaCpp))),
  });
  const most = (values: readonly number[]) => quantile(values, 0.95);
  return [
    { name: "prompt sent", unit: "tokens", ossicle: median(cold.map(({ asked }) => asked.prompt.length)) },
    { name: "prompt", unit: "tokens/s", ...both(cold, promptSpeed), wanted: WANTED_PROMPT },
    { name: "generation", unit: "tokens/s", ...both(long, generationSpeed), wanted: WANTED_GENERATION },
    { name: "suggestion per keystroke, median", unit: "ms", ...both(keystrokes, ({ wallMs }) => wallMs) },
    { name: "suggestion per keystroke, 95 %", unit: "ms", ...both(keystrokes, ({ wallMs }) => wallMs, most) },
    {
      name: "first token per keystroke, median",
      unit: "ms",
      ...both(keystrokes, ({ firstTokenMs }) => firstTokenMs),
    },
    {
      name: "evaluated per keystroke, median",
      unit: "tokens",
      ...both(keystrokes, ({ evaluatedTokens }) => evaluatedTokens),
    },
    {
      name: "written per keystroke, median",
      unit: "tokens",
      ossicle: median(keystrokes.map(({ asked }) => asked.generatedTokens)),
    },
  ];
}

/** Ossicle's value divided by llama.cpp's, where something is wanted of it. */
export const ratioOf = ({ ossicle, llamaCpp, wanted }: Row): number | undefined =>
  llamaCpp === undefined || wanted === undefined ? undefined : ossicle / llamaCpp;

/** Whether the wanted ratio is reached; undefined for rows that want none. */
export function isReached(row: Row): boolean | undefined {
  const ratio = ratioOf(row);
  return ratio === undefined || row.wanted === undefined ? undefined : ratio >= row.wanted;
}
