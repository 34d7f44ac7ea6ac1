/** Runs a model on our addon (`own`) or on the shipped one, and prints as JSON what came of it. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import {
  getLlama,
  type LlamaContext,
  type LlamaContextSequence,
  LlamaLogLevel,
  type Token,
} from "node-llama-cpp";
import {
  abortDecode,
  addonAbilities,
  isAbortedDecode,
  useNativePackagesIn,
  withExpertsOnCpu,
} from "../../../language-server/engine/backend/addon.ts";
import { LAID } from "../../../tools/native/lay.ts";

/** What the child prints. */
export interface AddonAnswer {
  abilities: { expertsOnCpu: boolean; abort: boolean };
  /** The size of the weights on the GPU. */
  gpuBytes?: number;
  /** Greedily drawn tokens. */
  tokens?: number[];
}

const [addon, gpu, modelPath = "", layers = "0", task] = process.argv.slice(2);
if (addon === "own") useNativePackagesIn(LAID);
const llama = await getLlama({
  gpu: gpu === "vulkan" ? "vulkan" : false,
  build: "never",
  skipDownload: true,
  maxThreads: 1,
  logLevel: LlamaLogLevel.disabled,
});
const answer: AddonAnswer = { abilities: addonAbilities(llama) };
if (modelPath !== "") {
  const model = await withExpertsOnCpu(llama, Number(layers), () =>
    llama.loadModel({ modelPath, gpuLayers: "max", ignoreMemorySafetyChecks: true }),
  );
  if (gpu === "vulkan") answer.gpuBytes = model.memoryUsage.vram;
  if (task !== undefined) {
    const context = await model.createContext({
      contextSize: 1024,
      batchSize: 512,
      ignoreMemorySafetyChecks: true,
    });
    const sequence = context.getSequence();
    const prompt = model.tokenize("A keel holds the ship on its course. ".repeat(40)).slice(0, 512);
    if (task === "abort") await abortOnce(context, sequence, prompt);
    answer.tokens = await draw(sequence, prompt);
  }
}
console.log(JSON.stringify(answer));
process.exit();

async function abortOnce(
  context: LlamaContext,
  sequence: LlamaContextSequence,
  prompt: Token[],
): Promise<void> {
  let isOver = false;
  const evaluation = sequence
    .evaluateWithoutGeneratingNewTokens(prompt)
    .then(
      () => assert.fail("The batch went on to its end."),
      (error: unknown) => assert.ok(isAbortedDecode(error), String(error)),
    )
    .finally(() => {
      isOver = true;
    });
  while (!isOver) {
    assert.ok(abortDecode(context));
    await setImmediate();
  }
  await evaluation;
  await sequence.clearHistory();
}

async function draw(sequence: LlamaContextSequence, prompt: Token[]): Promise<number[]> {
  const tokens: number[] = [];
  for await (const token of sequence.evaluate(prompt, { temperature: 0 })) {
    tokens.push(token);
    if (tokens.length === 16) break;
  }
  return tokens;
}
