/** Generation speed through server and engine, beside node-llama-cpp called directly in this process. */
import { Tokenizer } from "../../language-server/engine/tokens/tokenizer.ts";
import type { GenerateParams } from "../../language-server/engine-protocol/protocol.ts";
import { cpuLlama } from "../../tools/fixtures/cpu-llama.ts";
import { type Figure, median } from "../figure.ts";
import { partsOf } from "../parts.ts";
import type { Place } from "../place.ts";
import { Typist } from "../typist.ts";

const MAX_TOKENS = 48;
/** Shorter answers say little about speed. */
const MIN_TOKENS = 24;

export async function generationFigures(place: Place, source: string, rounds: number): Promise<Figure[]> {
  const { text, request } = await findLongAnswer(place, source);
  const direct = await openDirect(place, request.prompt);
  const { server } = place;
  const before = server.settings;
  await server.changeSettings({ ...asRecord(before), completion: { maxTokens: MAX_TOKENS } });
  const file = place.uri("generated/inventory.ts");
  await server.open(file, text);
  const position = { line: text.split("\n").length - 1, character: 0 };
  const throughServer: number[] = [];
  const directly: number[] = [];
  try {
    // The first request evaluates the prompt; from then on only tokens are drawn.
    await server.suggest(file, position);
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await server.suggest(file, position);
      const ms = performance.now() - start;
      const tokens = (await server.last()).counts?.generatedTokens ?? 0;
      if (tokens < MIN_TOKENS) throw new Error(`The answer had ${tokens} tokens, too few to measure.`);
      throughServer.push((1000 * tokens) / ms);
      directly.push(await direct.speed(tokens));
    }
  } finally {
    await server.close(file);
    await server.changeSettings(before);
    await direct.dispose();
  }
  return [
    { name: "generation: through server and engine, median", value: median(throughServer), unit: "tokens/s" },
    { name: "generation: node-llama-cpp directly, median", value: median(directly), unit: "tokens/s" },
    {
      name: "generation: server and engine against direct",
      value: median(throughServer.map((speed, i) => speed / (directly[i] ?? Number.NaN))),
      unit: "",
      target: { atLeast: 0.95 },
    },
  ];
}

/**
 * The source up to an empty line where the model goes on for long. At the start of a line no word is healed, which
 * would take time of its own.
 */
async function findLongAnswer({ engine, uri }: Place, source: string) {
  const emptyLines = [...source.matchAll(/\n(?=\n)/g)].map(({ index }) => index + 1);
  for (const offset of emptyLines.toReversed()) {
    const text = source.slice(0, offset);
    using typist = new Typist(engine, uri(`searched-${offset}.ts`), text);
    const recorded = await typist.type({ offset, deleted: 0, inserted: "\n" }, MAX_TOKENS);
    if (!recorded || recorded.request.continueWith !== undefined) continue;
    if (recorded.result.counts.generatedTokens >= MIN_TOKENS)
      return { text: `${text}\n`, request: recorded.request };
  }
  throw new Error("The model never goes on for long enough to be measured.");
}

/** The same model in this process, with the prompt evaluated. */
async function openDirect(place: Place, prompt: GenerateParams["prompt"]) {
  const llama = await cpuLlama({ maxThreads: place.threads });
  const model = await llama.loadModel({ modelPath: place.modelPath });
  // As the engine's completion context, with one sequence.
  const context = await model.createContext({
    contextSize: 4_096,
    swaFullCache: true,
    batchSize: 512,
    threads: place.threads,
  });
  const sequence = context.getSequence();
  const { tokens } = new Tokenizer(model).prompt(partsOf(prompt));
  const end = tokens.length - 1;
  await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, end));
  return {
    /** Tokens per second while drawing so many after the prompt. */
    async speed(count: number): Promise<number> {
      await sequence.eraseContextTokenRanges([{ start: end, end: sequence.nextTokenIndex }]);
      const start = performance.now();
      let drawn = 0;
      for await (const _ of sequence.evaluate(tokens.slice(end), { temperature: 0, yieldEogToken: true }))
        if (++drawn === count) break;
      return (1000 * drawn) / (performance.now() - start);
    },
    dispose: () => llama.dispose(),
  };
}

const asRecord = (settings: unknown) => settings as Record<string, unknown>;
