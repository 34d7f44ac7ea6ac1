/**
 * The experts of some layers on the CPU while everything else is on the GPU, as for models that a card doesn't hold:
 * node-llama-cpp with our addon, which the engine runs on, beside llama-server's `--n-cpu-moe`.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { getLlama, LlamaLogLevel, type Token } from "node-llama-cpp";
import { useNativePackagesIn, withExpertsOnCpu } from "../../language-server/engine/backend/addon.ts";
import { COMPLETIONS } from "../against/contexts.ts";
import { coldText } from "../against/prompts.ts";
import { generationSpeed, promptSpeed } from "../against/side.ts";
import { gpuMegabytes } from "../llama-cpp/buffers.ts";
import { LlamaServer } from "../llama-cpp/llama-server.ts";
import { type Row, ratioRow } from "../row.ts";

export interface ExpertsOptions {
  /** The folder of llama.cpp's programs. */
  programs: string;
  modelPath: string;
  gpu: "cuda" | "vulkan";
  /** 0: as many as it likes. */
  threads: number;
  /** Each a number of layers whose experts are on the CPU. */
  layers: readonly number[];
  rounds: number;
}

interface Measured {
  prompt: number[];
  generation: number[];
  gpuMb: number;
}

/** Where `npm run native` leaves it. */
const OUR_ADDON = fileURLToPath(new URL("../../dist/native", import.meta.url));
const ALL_LAYERS = 999;
const PROMPT_TOKENS = 512;
const DRAWN_TOKENS = 64;

/** Never are both in memory at once. */
export async function expertRows(options: ExpertsOptions): Promise<Row[]> {
  if (!existsSync(OUR_ADDON)) {
    console.log("Experts on the CPU are left out: our addon isn't built (npm run native).");
    return [];
  }
  useNativePackagesIn(OUR_ADDON);
  const rows: Row[] = [];
  for (const layers of options.layers) {
    const ossicle = await measureOssicle(options, layers);
    const llamaCpp = await measureLlamaServer(options, layers);
    const row = (what: string, unit: string, value: (measured: Measured) => number[]) =>
      ratioRow(`experts of ${layers} layers on the CPU: ${what}`, unit, {
        ossicle: value(ossicle),
        llamaCpp: value(llamaCpp),
      });
    rows.push(
      row("prompt", "tokens/s", ({ prompt }) => prompt),
      row("generation", "tokens/s", ({ generation }) => generation),
      row("on the GPU", "MB", ({ gpuMb }) => [gpuMb]),
    );
  }
  return rows;
}

async function measureOssicle(
  { modelPath, gpu, threads, rounds }: ExpertsOptions,
  layers: number,
): Promise<Measured> {
  let log = "";
  const llama = await getLlama({
    gpu,
    build: "never",
    skipDownload: true,
    ...(threads > 0 ? { maxThreads: threads } : {}),
    logLevel: LlamaLogLevel.info,
    logger: (_level, message) => {
      log += `${message}\n`;
    },
  });
  try {
    const model = await withExpertsOnCpu(llama, layers, () =>
      llama.loadModel({ modelPath, gpuLayers: "max", useMmap: false, ignoreMemorySafetyChecks: true }),
    );
    const context = await model.createContext({
      contextSize: COMPLETIONS.size,
      sequences: COMPLETIONS.sequences,
      swaFullCache: COMPLETIONS.isFull,
      batchSize: PROMPT_TOKENS,
      ...(threads > 0 ? { threads } : {}),
      ignoreMemorySafetyChecks: true,
    });
    const sequence = context.getSequence();
    const complete = async (tokens: Token[]) => {
      await sequence.clearHistory();
      const started = performance.now();
      let firstTokenMs: number | undefined;
      let generatedTokens = 0;
      for await (const _ of sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true })) {
        firstTokenMs ??= performance.now() - started;
        if (++generatedTokens === DRAWN_TOKENS) break;
      }
      const totalMs = performance.now() - started;
      return {
        evaluatedTokens: tokens.length,
        generatedTokens,
        firstTokenMs: firstTokenMs ?? totalMs,
        totalMs,
      };
    };
    const measured: Measured = { prompt: [], generation: [], gpuMb: gpuMegabytes(log) };
    for (let round = 0; round <= rounds; round++) {
      const run = await complete(model.tokenize(coldText(PROMPT_TOKENS, round)));
      if (round > 0) add(measured, run);
    }
    return measured;
  } finally {
    await llama.dispose();
  }
}

async function measureLlamaServer(
  { programs, modelPath, threads, rounds }: ExpertsOptions,
  layers: number,
): Promise<Measured> {
  let log = "";
  await using server = await LlamaServer.start({
    folder: programs,
    modelPath,
    gpuLayers: ALL_LAYERS,
    threads,
    context: COMPLETIONS,
    expertsOnCpu: layers,
    onLog: (text) => {
      log += text;
    },
  });
  const measured: Measured = { prompt: [], generation: [], gpuMb: gpuMegabytes(log) };
  for (let round = 0; round <= rounds; round++) {
    const prompt = coldText(PROMPT_TOKENS, round);
    const { reported, ...times } = await server.complete({ prompt, tokens: DRAWN_TOKENS, slot: 0 });
    if (!reported) throw new Error("llama-server didn't say what a completion took.");
    const { evaluatedTokens, generatedTokens } = reported;
    if (round > 0) add(measured, { ...times, evaluatedTokens, generatedTokens });
  }
  return measured;
}

function add({ prompt, generation }: Measured, run: Parameters<typeof promptSpeed>[0]): void {
  prompt.push(promptSpeed(run));
  generation.push(generationSpeed(run));
}
