/** The measurements themselves: both servers, one after the other, in as many rounds as are wanted. */

import { COMPLETIONS } from "../against/contexts.ts";
import { LlamaServer } from "../llama-cpp/llama-server.ts";
import type { LlamaCpp } from "../llama-cpp/programs.ts";
import { residentBytes } from "../resident.ts";
import type { Row } from "../row.ts";
import type { Pair } from "./comparison.ts";
import { usedVram } from "./machine.ts";
import { type Measurement, Ossicle, type OssicleOptions, type Samples } from "./ossicle.ts";
import { openVocabulary } from "./tokens.ts";
import { typedFile } from "./typed-file.ts";

export interface RoundsOptions extends OssicleOptions {
  /** Index or UUID. */
  gpuId: string;
  llamaCpp: LlamaCpp;
  /** Tokens before the cursor. */
  textTokens: readonly number[];
  rounds: number;
  samples: Samples;
  log: (line: string) => void;
}

export interface Rounds {
  loads: Row[];
  pairs: Pair[];
  /** How many of the model's layers Ossicle put on the GPU. */
  gpuLayers: number;
}

/** Only one of the two has the model in memory at any time: two don't fit on most GPUs. */
export async function measureRounds(options: RoundsOptions): Promise<Rounds> {
  const loads: Row[] = [];
  const pairs: Pair[] = [];
  let gpuLayers = 0;
  for (let round = 1; round <= options.rounds; round++) {
    const ossicle = await timed(`Round ${round}: Ossicle`, options, measureOssicle(options));
    gpuLayers = ossicle.gpuLayers;
    const llamaCpp = await timed(
      `Round ${round}: llama.cpp's server`,
      options,
      replay(options, gpuLayers, ossicle.measurements),
    );
    loads.push(
      { name: `load, round ${round}`, unit: "s", ossicle: ossicle.loadS, llamaCpp: llamaCpp.loadS },
      {
        name: `${options.gpu === false ? "memory" : "VRAM"}, round ${round}`,
        unit: "GB",
        ossicle: ossicle.memoryGb,
        llamaCpp: llamaCpp.memoryGb,
      },
    );
    pairs.push(...llamaCpp.pairs);
  }
  return { loads, pairs, gpuLayers };
}

async function timed<T>(what: string, { log }: RoundsOptions, work: Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work;
  log(`${what}: ${((performance.now() - started) / 1_000).toFixed(0)} s`);
  return result;
}

async function measureOssicle(options: RoundsOptions) {
  const memory = await memoryMeter(options);
  await using vocabulary = await openVocabulary(options.modelPath);
  const { tokenizer } = vocabulary;
  await using ossicle = await Ossicle.start(options);
  const measurements: Measurement[] = [];
  for (const textTokens of options.textTokens) {
    const trace = typedFile(textTokens, (text) => tokenizer.text(text).length);
    measurements.push(...(await ossicle.type(trace, textTokens, tokenizer, options.samples)));
  }
  return {
    measurements,
    gpuLayers: ossicle.status.device?.gpuLayers ?? 0,
    loadS: ossicle.loadMs / 1_000,
    memoryGb: (await memory(await ossicle.enginePid())) / 1e9,
  };
}

/** The same prompts with the same number of tokens drawn, in the same order. */
async function replay(options: RoundsOptions, gpuLayers: number, measurements: readonly Measurement[]) {
  const memory = await memoryMeter(options);
  const { modelPath, threads } = options;
  await using server = await LlamaServer.start({
    folder: options.llamaCpp.folder,
    modelPath,
    gpuLayers,
    threads,
    context: COMPLETIONS,
  });
  const pairs: Pair[] = [];
  for (const { asked, measured } of measurements) {
    const { prompt, generatedTokens } = asked;
    const { reported, totalMs } = await server.complete({ prompt, tokens: generatedTokens, slot: 0 });
    if (reported) pairs.push({ asked, ossicle: measured, llamaCpp: { ...reported, wallMs: totalMs } });
  }
  return { pairs, loadS: server.loadMs / 1_000, memoryGb: (await memory(server.pid)) / 1e9 };
}

/** Bytes that came into use since now: on the GPU, whoever uses them, else the process's own. */
async function memoryMeter({ gpu, gpuId }: RoundsOptions): Promise<(pid: number) => Promise<number>> {
  if (gpu === false) return residentBytes;
  const before = await usedVram(gpuId);
  return async () => (await usedVram(gpuId)) - before;
}
