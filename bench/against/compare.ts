/**
 * `npm run bench -- --against llama-server`: Ossicle beside llama.cpp's own server, linked with the very libraries that
 * Ossicle runs on, on the same file with one thread; contexts, batches, types of the cache and flash attention alike.
 */
import { fixture } from "../../tools/fixtures/cache.ts";
import { llamaCppRelease } from "../../tools/native/sources.ts";
import type { ServerContext } from "../llama-cpp/llama-server.ts";
import { findLlamaCpp } from "../llama-cpp/programs.ts";
import { comparisonTable } from "../markdown.ts";
import { openPlace } from "../place.ts";
import type { Row } from "../row.ts";
import { BOTH, CHAT, COMPLETIONS } from "./contexts.ts";
import { llamaServerSide, type Setup } from "./llama-server-side.ts";
import { ossicleSide } from "./ossicle-side.ts";
import { meetsPrefillRow, underChatRows } from "./rows/beside-chat.ts";
import { firstTurnRow } from "./rows/first-turn.ts";
import { loadRows } from "./rows/load.ts";
import { serverPartRow } from "./rows/server-part.ts";
import { generationRow, memoryRow, promptRow } from "./rows/speed.ts";
import type { Sides } from "./side.ts";

const THREADS = 1;
const ROUNDS = 7;
const GENERATED_TOKENS = 256;
const PROMPTS = [512, 2_048, 8_192];

export interface CompareOptions {
  /** One round of everything but the longest prompt. */
  isQuick: boolean;
  /** Only the steps whose titles have this text. */
  only: string;
}

interface Step {
  title: string;
  measure: () => Promise<Row[]>;
}

/** Measures everything, and prints each step's rows as soon as they are there. */
export async function compareWithLlamaServer({ isQuick, only }: CompareOptions): Promise<Row[]> {
  console.log(`llama.cpp ${await llamaCppRelease()}`);
  const [{ folder: programs, backends }] = await findLlamaCpp(false);
  console.log(`${programs} (back ends: ${backends})`);
  const setup: Setup = { programs, modelPath: await fixture("mid"), threads: THREADS };
  const large: Setup = { ...setup, modelPath: await fixture("20b") };
  const cold = { rounds: isQuick ? 1 : ROUNDS, warmUps: 0 };
  const warm = { ...cold, warmUps: isQuick ? 0 : 1 };
  const rows: Row[] = [];
  const run = async (steps: readonly Step[]): Promise<void> => {
    for (const { title, measure } of steps.filter((step) => step.title.includes(only))) {
      const started = performance.now();
      const measured = await measure();
      rows.push(...measured);
      const seconds = (performance.now() - started) / 1_000;
      console.log(`\n${title} (${seconds.toFixed(0)} s)\n${comparisonTable(measured)}`);
    }
  };

  const targets = { known: { atMost: 2 }, first: { atMost: 3 } };
  const largeTargets = { known: { atMost: 1.1 } };
  await run([
    { title: "load", measure: () => loadRows(setup, cold.rounds, "", targets) },
    {
      title: "load of the 20b's shape",
      measure: () => loadRows(large, cold.rounds, " of the 20b's shape", largeTargets),
    },
  ]);
  await using place = await openPlace("mid", { completion: { maxTokens: 8 } });
  const { engine } = place;
  const ossicle = ossicleSide(engine, await place.enginePid());
  const beside = async (context: ServerContext, steps: (sides: Sides) => readonly Step[]): Promise<void> => {
    await using stack = new AsyncDisposableStack();
    await run(steps({ ossicle, llamaCpp: await llamaServerSide(setup, context, stack) }));
  };
  await beside(COMPLETIONS, (sides) => [
    { title: "generation", measure: async () => [await generationRow(sides, GENERATED_TOKENS, warm)] },
    {
      title: "memory after generation",
      measure: async () => [await memoryRow(sides, GENERATED_TOKENS * (warm.warmUps + warm.rounds))],
    },
  ]);
  await beside(CHAT, (sides) => [
    { title: "first chat turn", measure: async () => [await firstTurnRow(engine, sides, warm)] },
    ...PROMPTS.slice(0, isQuick ? -1 : undefined).map((tokens) => ({
      title: `prompt of ${tokens}`,
      measure: async () => [await promptRow(sides, tokens, cold)],
    })),
  ]);
  await beside(BOTH, (sides) => [
    { title: "completion under a chat", measure: () => underChatRows(sides, cold) },
    { title: "completion that meets a prompt", measure: async () => [await meetsPrefillRow(sides, cold)] },
  ]);
  await run([{ title: "server's part of a completion", measure: async () => [await serverPartRow(place)] }]);
  return rows;
}
