/** Whether reuse changes what the model says: every answer beside one computed from nothing. */
import type { Engine } from "../../language-server/engine/api.ts";
import type { Figure } from "../figure.ts";
import { generateFresh } from "../recording.ts";
import type { Trace } from "../trace.ts";
import { Typist } from "../typist.ts";

const MAX_TOKENS = 8;

/** `every`: of how many keystrokes one is computed again (evaluating a whole prompt takes seconds on a CPU). */
export async function identityFigures(
  engine: Engine,
  uri: string,
  trace: Trace,
  model: string,
  every: number,
): Promise<Figure[]> {
  using typist = new Typist(engine, uri, trace.start, MAX_TOKENS);
  let compared = 0;
  let identical = 0;
  for (const [i, key] of trace.keystrokes.entries()) {
    const reused = await typist.type(key);
    if (!reused || i % every !== 0) continue;
    const fresh = await generateFresh(engine, {
      ...reused.request,
      maxTokens: reused.result.counts.generatedTokens,
    });
    compared++;
    if (fresh.text === reused.text) identical++;
  }
  return [
    { name: `identity: answers compared (${model})`, value: compared, unit: "" },
    {
      name: `identity: same text with and without reuse (${model})`,
      value: (100 * identical) / compared,
      unit: "%",
      target: { atLeast: 100 },
    },
  ];
}
