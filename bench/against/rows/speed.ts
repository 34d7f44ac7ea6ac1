/** How fast prompts are evaluated and tokens drawn, and the memory that is in use afterwards. */
import { residentBytes } from "../../resident.ts";
import { type Row, ratioRow } from "../../row.ts";
import { coldPrompt } from "../prompts.ts";
import { alternate, type Rounds, samplesOf } from "../rounds.ts";
import { generationSpeed, promptSpeed, type Side, type Sides } from "../side.ts";

const GENERATION_PROMPT_TOKENS = 200;

/** @param tokens about how long the prompt is */
export async function promptRow(sides: Sides, tokens: number, rounds: Rounds): Promise<Row> {
  const runs = await alternate(rounds, sides, (side, round) =>
    side.complete({
      use: "chat",
      session: `prompt ${tokens} ${round}`,
      prompt: coldPrompt(tokens, round),
      tokens: 1,
    }),
  );
  for (const [round, { evaluatedTokens }] of runs.ossicle.entries())
    if (evaluatedTokens !== runs.llamaCpp[round]?.evaluatedTokens)
      throw new Error(`Ossicle evaluated ${evaluatedTokens} tokens, llama-server another number.`);
  const name = `prompt of ${tokens.toLocaleString("en")} tokens`;
  return ratioRow(name, "tokens/s", samplesOf(runs, promptSpeed), { atLeast: 0.97 });
}

export async function generationRow(sides: Sides, tokens: number, rounds: Rounds): Promise<Row> {
  const runs = await alternate(rounds, sides, (side, round) =>
    side.complete({
      use: "completion",
      session: `generation ${round}`,
      prompt: coldPrompt(GENERATION_PROMPT_TOKENS, round),
      tokens,
    }),
  );
  return ratioRow(`generation of ${tokens} tokens`, "tokens/s", samplesOf(runs, generationSpeed), {
    atLeast: 0.97,
  });
}

/** The resident sets of the processes that have the model, the model file's pages included. */
export async function memoryRow({ ossicle, llamaCpp }: Sides, drawnTokens: number): Promise<Row> {
  const megabytes = async (side: Side) => [(await residentBytes(side.pid)) / 1e6];
  const samples = { ossicle: await megabytes(ossicle), llamaCpp: await megabytes(llamaCpp) };
  const name = `resident memory after ${drawnTokens.toLocaleString("en")} tokens`;
  return ratioRow(name, "MB", samples, { atMost: 1.3 });
}
