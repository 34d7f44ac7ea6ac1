/** From what was measured on both sides to rows that stand side by side. */
import { median, quantile, type Target } from "../figure.ts";
import { type Row, ratioRow } from "../row.ts";
import { type Asked, generationSpeed, type Measured, type Purpose, promptSpeed } from "./measured.ts";

/** One request, and what it took on either side. */
export interface Pair {
  asked: Asked;
  ossicle: Measured;
  llamaCpp: Measured;
}

const PROMPT_TARGET = { atLeast: 0.95 };
const GENERATION_TARGET = { atLeast: 0.97 };

const speedRow = (
  name: string,
  pairs: readonly Pair[],
  speed: (measured: Measured) => number,
  target: Target,
): Row =>
  ratioRow(
    name,
    "tokens/s",
    {
      ossicle: pairs.map((pair) => speed(pair.ossicle)),
      llamaCpp: pairs.map((pair) => speed(pair.llamaCpp)),
    },
    target,
  );

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
    speedRow("prompt", cold, promptSpeed, PROMPT_TARGET),
    speedRow("generation", long, generationSpeed, GENERATION_TARGET),
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
