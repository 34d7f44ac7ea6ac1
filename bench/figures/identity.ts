/** Whether reuse changes what the model says: every answer beside one computed from nothing. */
import type { Engine } from "../../language-server/engine-client/api.ts";
import type { Figure } from "../figure.ts";
import { generateFresh, onlyAsLong } from "../recording.ts";
import type { Trace } from "../trace.ts";
import { Typist } from "../typist.ts";

const MAX_TOKENS = 8;

/** On a small model, where a whole prompt takes a moment only. `every`: of how many keystrokes one is compared. */
export async function identityFigures(
  engine: Engine,
  uri: string,
  trace: Trace,
  every: number,
): Promise<Figure[]> {
  using typist = new Typist(engine, uri, trace.start);
  let compared = 0;
  let identical = 0;
  for (const [i, key] of trace.keystrokes.entries()) {
    const isCompared = i % every === 0;
    const reused = await typist.type(key, isCompared ? MAX_TOKENS : 1);
    if (!reused || !isCompared) continue;
    const fresh = await generateFresh(engine, onlyAsLong(reused));
    compared++;
    if (fresh.text === reused.text) identical++;
  }
  return [
    { name: "identity: answers compared (tiny model)", value: compared, unit: "" },
    {
      name: "identity: same text with and without reuse (tiny model)",
      value: (100 * identical) / compared,
      unit: "%",
      target: { atLeast: 100 },
    },
  ];
}
