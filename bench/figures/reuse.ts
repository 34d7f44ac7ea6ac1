/** What reuse is worth: completions of 8 tokens while typing, beside the same prompts evaluated from nothing. */
import type { Engine } from "../../language-server/engine-client/api.ts";
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
  using typist = new Typist(engine, uri, trace.start);
  const every = Math.max(1, Math.floor(trace.keystrokes.length / (samples + 1)));
  const withReuse: number[] = [];
  const without: number[] = [];
  let identical = 0;
  for (const [i, key] of trace.keystrokes.entries()) {
    // The first request has nothing to reuse.
    const isSample = i > 0 && i % every === 0;
    const reused = await typist.type(key, isSample ? TOKENS : 1);
    // A shorter answer was ended by a stop rule.
    if (!isSample || reused?.result.counts.generatedTokens !== TOKENS) continue;
    const fresh = await generateFresh(engine, reused.request);
    withReuse.push(reused.ms);
    without.push(fresh.ms);
    if (fresh.text === reused.text) identical++;
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
    {
      name: "reuse: same text with and without",
      value: (100 * identical) / withReuse.length,
      unit: "%",
      target: { atLeast: 100 },
    },
  ];
}
