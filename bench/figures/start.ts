/** From a start of the engine to a model that answers: the first time that it sees the file, and later. */
import { isProcessAlive } from "../../common/process-identity.ts";
import { EngineBench, until } from "../../test/engine/support.ts";
import { fixture } from "../../tools/fixtures/cache.ts";
import { type Figure, median } from "../figure.ts";

/** @param rounds each is a first start and a later one */
export async function startFigures(rounds: number): Promise<Figure[]> {
  const path = await fixture("mid");
  const later: number[] = [];
  const gains: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const bench = await EngineBench.create();
    try {
      const firstMs = await startMs(bench, path);
      const laterMs = await startMs(bench, path);
      later.push(laterMs / 1_000);
      gains.push(firstMs / laterMs);
    } finally {
      await bench.end();
    }
  }
  return [
    { name: "start: until the model answers, from the second time on", value: median(later), unit: "s" },
    {
      name: "start: time of the first / of a later one",
      value: median(gains),
      unit: "times",
      target: { atLeast: 1.5 },
    },
  ];
}

async function startMs(bench: EngineBench, path: string): Promise<number> {
  const before = performance.now();
  const client = await bench.ready(path);
  const ms = performance.now() - before;
  const pid = await bench.pid();
  await client.dispose();
  await until(() => !isProcessAlive(pid), "the engine to end");
  return ms;
}
