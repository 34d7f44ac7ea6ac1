/**
 * `npm run bench -- --against llama-server`: Ossicle beside llama.cpp's own server, linked with the very libraries that
 * Ossicle runs on, on the same file with one thread; contexts, batches, types of the cache and flash attention alike.
 */
import { fixture } from "../../tools/fixtures/cache.ts";
import { findLlamaCpp } from "../llama-cpp/programs.ts";
import { llamaCppRelease } from "../llama-cpp/release.ts";
import { comparisonTable } from "../markdown.ts";
import { openPlace } from "../place.ts";
import type { Row } from "../row.ts";
import { BOTH, CHAT, COMPLETIONS } from "./contexts.ts";
import { llamaServerSide, type Setup } from "./llama-server-side.ts";
import { ossicleSide } from "./ossicle-side.ts";
import { meetsPrefillRow, underChatRows } from "./rows/beside-chat.ts";
import { firstTurnRow } from "./rows/first-turn.ts";
import { loadRows } from "./rows/load.ts";
import { generationRow, memoryRow, promptRow } from "./rows/speed.ts";

const THREADS = 1;
const GENERATED_TOKENS = 256;

/** Measures everything, and prints each step's rows as soon as they are there. */
export async function compareWithLlamaServer(quick: boolean): Promise<Row[]> {
  console.log(`llama.cpp ${await llamaCppRelease()}`);
  const [{ folder: programs, backends }] = await findLlamaCpp(false);
  console.log(`${programs} (back ends: ${backends})`);
  const setup: Setup = { programs, modelPath: await fixture("mid"), threads: THREADS };
  const rounds = quick ? 1 : 7;
  const warm = { rounds, warmUps: 1 };
  const rows: Row[] = [];
  const measure = async (title: string, work: Promise<Row[]>): Promise<void> => {
    const started = performance.now();
    const measured = await work;
    rows.push(...measured);
    const seconds = (performance.now() - started) / 1_000;
    console.log(`\n${title} (${seconds.toFixed(0)} s)\n${comparisonTable(measured)}`);
  };

  const targets = { known: { atMost: 2 }, first: { atMost: 3 } };
  await measure("Load", loadRows(setup, rounds, "", targets));
  {
    await using place = await openPlace("mid");
    const { engine } = place;
    const ossicle = ossicleSide(engine, await place.enginePid());
    {
      await using stack = new AsyncDisposableStack();
      const sides = { ossicle, llamaCpp: await llamaServerSide(setup, COMPLETIONS, stack) };
      const drawn = GENERATED_TOKENS * (warm.warmUps + rounds);
      await measure(
        "Generation",
        generationRow(sides, GENERATED_TOKENS, warm).then(async (row) => [
          row,
          await memoryRow(sides, drawn),
        ]),
      );
    }
    {
      await using stack = new AsyncDisposableStack();
      const sides = { ossicle, llamaCpp: await llamaServerSide(setup, CHAT, stack) };
      await measure(
        "Chat",
        firstTurnRow(engine, sides, warm).then((row) => [row]),
      );
      for (const tokens of [512, 2_048, 8_192])
        await measure(
          "Prompt",
          promptRow(sides, tokens, { rounds, warmUps: tokens === 512 ? 1 : 0 }).then((row) => [row]),
        );
    }
    {
      await using stack = new AsyncDisposableStack();
      const sides = { ossicle, llamaCpp: await llamaServerSide(setup, BOTH, stack) };
      await measure("Beside a chat", underChatRows(sides, { rounds, warmUps: 0 }));
      await measure(
        "Beside a long prompt",
        meetsPrefillRow(sides, { rounds, warmUps: 0 }).then((row) => [row]),
      );
    }
  }
  const large = { ...setup, modelPath: await fixture("20b") };
  await measure(
    "Load of the 20b's shape",
    loadRows(large, rounds, " of the 20b's shape", { known: { atMost: 1.1 } }),
  );
  return rows;
}
