/** What reuse is worth: completions of 8 tokens while typing, beside the same prompts evaluated from nothing. */
import type { Engine } from "../../language-server/engine/api.ts";
import { type Figure, median } from "../figure.ts";
import { generateFresh } from "../recording.ts";
import type { Trace } from "../trace.ts";
import { Typist } from "../typist.ts";

const TOKENS = 8;

export async function reuseFigures(
  engine: Engine,
  uri: string,
  trace: Trace,
  samples: number,
): Promise<Figure[]> {
  using typist = new Typist(engine, uri, trace.start, TOKENS);
  const every = Math.max(1, Math.floor(trace.keystrokes.length / samples));
  const withReuse: number[] = [];
  const without: number[] = [];
  for (const [i, key] of trace.keystrokes.entries()) {
    const reused = await typist.type(key);
    // The first request has nothing to reuse; short answers ended at a stop rule.
    if (i === 0 || i % every !== 0 || reused?.result.counts.generatedTokens !== TOKENS) continue;
    const fresh = await generateFresh(engine, reused.request);
    withReuse.push(reused.ms);
    without.push(fresh.ms);
  }
  return [
    { name: "reuse: completions of 8 tokens compared", value: withReuse.length, unit: "" },
    { name: "reuse: time with reuse, median", value: median(withReuse), unit: "ms" },
    { name: "reuse: time without reuse, median", value: median(without), unit: "ms" },
    {
      name: "reuse: faster by, median",
      value: median(without.map((ms, i) => ms / (withReuse[i] ?? Number.NaN))),
      unit: "times",
      target: { atLeast: 5 },
    },
  ];
}
