/** From the start of a process to the first token that its model draws. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { isProcessAlive } from "../../../common/process-identity.ts";
import { EngineBench, until } from "../../../test/engine/support.ts";
import type { Target } from "../../figure.ts";
import { type Row, ratioRow } from "../../row.ts";
import { COMPLETIONS } from "../contexts.ts";
import { llamaServerSide, type Setup } from "../llama-server-side.ts";
import { ossicleSide } from "../ossicle-side.ts";
import { coldPrompt } from "../prompts.ts";
import type { Side } from "../side.ts";

/** Where the engine keeps what it has read of model files. */
const KNOWN_MODELS = "known-models.json";
const PROMPT_TOKENS = 16;

/**
 * Each round starts the engine with a file that it sees for the first time, the engine again, which knows the file now,
 * and llama-server.
 *
 * @param name of the model, for the rows
 */
export async function loadRows(
  setup: Setup,
  rounds: number,
  name: string,
  targets: { first?: Target; known: Target },
): Promise<Row[]> {
  const first: number[] = [];
  const known: number[] = [];
  const llamaCpp: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const steps = [
      async () => {
        const bench = await EngineBench.create();
        try {
          // An engine that runs for the first time on a machine compiles its code as well: once for each release.
          await ossicleMs(bench, setup);
          await rm(join(bench.folder, KNOWN_MODELS));
          first.push(await ossicleMs(bench, setup));
          known.push(await ossicleMs(bench, setup));
        } finally {
          await bench.end();
        }
      },
      async () => llamaCpp.push(await llamaServerMs(setup)),
    ];
    for (const step of round % 2 === 0 ? steps : steps.toReversed()) await step();
  }
  const row = (of: string, ossicle: number[], target: Target | undefined) =>
    ratioRow(`load${name}, ${of}`, "ms", { ossicle, llamaCpp }, target);
  return [row("file known", known, targets.known), row("first time", first, targets.first)];
}

async function ossicleMs(bench: EngineBench, { modelPath }: Setup): Promise<number> {
  const started = performance.now();
  const client = await bench.ready(modelPath);
  const pid = await bench.pid();
  await firstToken(ossicleSide(client, pid));
  const ms = performance.now() - started;
  await client.dispose();
  await until(() => !isProcessAlive(pid), "the engine to end");
  return ms;
}

async function llamaServerMs(setup: Setup): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const started = performance.now();
  await firstToken(await llamaServerSide(setup, COMPLETIONS, stack));
  return performance.now() - started;
}

const firstToken = (side: Side) =>
  side.complete({ use: "completion", session: "load", prompt: coldPrompt(PROMPT_TOKENS, 0), tokens: 1 });
