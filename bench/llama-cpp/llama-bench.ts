/** llama.cpp's own benchmark: the bare speed of its library, without a server and without sampling. */
import { join } from "node:path";
import * as v from "valibot";
import { outputOf } from "../command.ts";
import { median } from "../figure.ts";

export interface BenchResult {
  /** Prompt tokens evaluated, or tokens drawn. */
  kind: "prompt" | "generation";
  /** Length of the prompt: the one evaluated, or the one in the cache before the first token is drawn. */
  promptTokens: number;
  /** Tokens per second, median of the repetitions. */
  speed: number;
}

export interface BenchOptions {
  modelPath: string;
  promptTokens: readonly number[];
  gpuLayers: number;
  /** 0: as many as it likes. */
  threads: number;
  repetitions: number;
}

const DRAWN_TOKENS = 64;

export async function runLlamaBench(folder: string, options: BenchOptions): Promise<BenchResult[]> {
  const { modelPath, promptTokens, gpuLayers, threads, repetitions } = options;
  const lengths = promptTokens.join(",");
  const shared = ["-m", modelPath, "-ngl", String(gpuLayers), "-fa", "auto", "-r", String(repetitions)];
  const threaded = threads > 0 ? ["-t", String(threads)] : [];
  const run = async (...test: string[]) =>
    parseBench(await outputOf(join(folder, "llama-bench"), [...shared, ...threaded, "-o", "json", ...test]));
  return [
    ...(await run("-p", lengths, "-n", "0")),
    ...(await run("-p", "0", "-n", String(DRAWN_TOKENS), "-d", lengths)),
  ];
}

const results = v.array(
  v.object({
    n_prompt: v.number(),
    n_gen: v.number(),
    n_depth: v.number(),
    samples_ts: v.pipe(v.array(v.number()), v.nonEmpty()),
  }),
);

/** Reads what `llama-bench -o json` writes. */
export function parseBench(output: string): BenchResult[] {
  return v.parse(results, JSON.parse(output)).map(({ n_prompt, n_gen, n_depth, samples_ts }) => ({
    kind: n_gen > 0 ? "generation" : "prompt",
    promptTokens: n_gen > 0 ? n_depth : n_prompt,
    speed: median(samples_ts),
  }));
}
