/** Several candidates for a place: all at once, as they are asked for, one after another, and one alone. */
import type { EngineClient } from "../../language-server/engine-client/client.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import { type Figure, median } from "../figure.ts";

const TOKENS = 32;
/** The likeliest one, and two by chance. */
const SAMPLINGS = [
  { temperature: 0 },
  { temperature: 0.8, topP: 0.95, seed: 1 },
  { temperature: 0.8, topP: 0.95, seed: 2 },
];
const TRIES = 20;

export async function candidateFigures(engine: EngineClient, rounds: number): Promise<Figure[]> {
  const prompt = await promptOfLongAnswers(engine);
  const [first] = SAMPLINGS;
  if (!first) return [];
  const againstOne: number[] = [];
  const againstSerial: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const one = await msOf(() => draw(engine, prompt, first));
    const together = await msOf(() => drawAll(engine, prompt));
    const serial = await msOf(async () => {
      for (const sampling of SAMPLINGS) await draw(engine, prompt, sampling);
    });
    againstOne.push(together / one);
    againstSerial.push(together / serial);
  }
  const sequences = engine.status.contexts?.find(({ lane }) => lane === "completion")?.sequences ?? 1;
  return [
    { name: "candidates: sequences for suggestions", value: sequences, unit: "" },
    { name: "candidates: three at once against one, median", value: median(againstOne), unit: "" },
    {
      name: "candidates: three at once against one after another, median",
      value: median(againstSerial),
      unit: "",
      target: { atMost: 1 },
    },
  ];
}

async function draw(engine: EngineClient, prompt: string, sampling: (typeof SAMPLINGS)[number]) {
  const { counts } = await engine.generate(
    {
      lane: "completion",
      session: "candidates",
      prompt: [{ text: prompt }],
      sampling,
      stop: { texts: [], specials: [] },
      maxTokens: TOKENS,
    },
    { signal: new AbortController().signal, onTokens: () => {} },
  );
  return counts.generatedTokens;
}

const drawAll = (engine: EngineClient, prompt: string) =>
  Promise.all(SAMPLINGS.map((sampling) => draw(engine, prompt, sampling)));

/** Answers that end early say little about the time of a token. */
async function promptOfLongAnswers(engine: EngineClient): Promise<string> {
  for (let seed = 1; seed <= TRIES; seed++) {
    const prompt = proseOf(300, seed);
    const lengths = await drawAll(engine, prompt);
    if (lengths.every((length) => length === TOKENS)) return prompt;
  }
  throw new Error("The model never goes on for long enough to be measured.");
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
