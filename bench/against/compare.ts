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
import { serverPartRows } from "./rows/server-part.ts";
import { generationRow, memoryRow, promptRow } from "./rows/speed.ts";
import type { Sides, Use } from "./side.ts";

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

interface Step<Needs> {
  title: string;
  measure: (needs: Needs) => Promise<Row[]>;
}

/** Measures everything, and prints each step's rows as soon as they are there. */
export async function compareWithLlamaServer({ isQuick, only }: CompareOptions): Promise<Row[]> {
  console.log(`llama.cpp ${await llamaCppRelease()}`);
  const [{ folder: programs, backends }] = await findLlamaCpp(false);
  console.log(`${programs} (back ends: ${backends})`);
  const setup: Setup = { programs, modelPath: await fixture("mid"), threads: THREADS };
  const cold = { rounds: isQuick ? 1 : ROUNDS, warmUps: 0 };
  const warm = { ...cold, warmUps: isQuick ? 0 : 1 };
  const rows: Row[] = [];
  const isWanted = ({ title }: Pick<Step<never>, "title">) => title.includes(only);
  const run = async <Needs>(needs: Needs, steps: readonly Step<Needs>[]): Promise<void> => {
    for (const { title, measure } of steps.filter(isWanted)) {
      const started = performance.now();
      const measured = await measure(needs);
      rows.push(...measured);
      const seconds = (performance.now() - started) / 1_000;
      console.log(`\n${title} (${seconds.toFixed(0)} s)\n${comparisonTable(measured)}`);
    }
  };

  const targets = { known: { atMost: 2 }, first: { atMost: 3 } };
  const largeTargets = { known: { atMost: 1.1 } };
  await run(cold.rounds, [
    { title: "load", measure: (rounds) => loadRows(setup, rounds, "", targets) },
    {
      title: "load of the 20b's shape",
      measure: async (rounds) =>
        loadRows({ ...setup, modelPath: await fixture("20b") }, rounds, " of the 20b's shape", largeTargets),
    },
  ]);
  await run(undefined, [{ title: "server's part of a keystroke", measure: serverPartRows }]);
  await using place = await openPlace("mid");
  const { engine } = place;
  const ossicle = ossicleSide(engine, await place.enginePid());
  const beside = async (use: Use, context: ServerContext, steps: readonly Step<Sides>[]): Promise<void> => {
    if (!steps.some(isWanted)) return;
    await using stack = new AsyncDisposableStack();
    const sides = { ossicle, llamaCpp: await llamaServerSide(setup, context, stack) };
    // The engine creates a context when it is first needed, llama-server when it starts.
    for (const side of [ossicle, sides.llamaCpp])
      await side.complete({ use, session: "first", prompt: [{ text: "Hello" }], tokens: 1 });
    await run(sides, steps);
  };
  await beside("completion", COMPLETIONS, [
    {
      title: "generation",
      measure: async (sides) => [await generationRow(sides, GENERATED_TOKENS, warm)],
    },
    {
      title: "memory after generation",
      measure: async (sides) => [await memoryRow(sides, GENERATED_TOKENS * (warm.warmUps + warm.rounds))],
    },
  ]);
  await beside("chat", CHAT, [
    { title: "first chat turn", measure: async (sides) => [await firstTurnRow(engine, sides, warm)] },
    ...PROMPTS.slice(0, isQuick ? -1 : undefined).map((tokens) => ({
      title: `prompt of ${tokens}`,
      measure: async (sides: Sides) => [await promptRow(sides, tokens, cold)],
    })),
  ]);
  await beside("chat", BOTH, [
    { title: "completion under a chat", measure: (sides) => underChatRows(sides, cold) },
    {
      title: "completion that meets a prompt",
      measure: async (sides) => [await meetsPrefillRow(sides, cold)],
    },
  ]);
  return rows;
}
