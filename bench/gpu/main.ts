/**
 * `npm run bench:gpu`: Ossicle and llama.cpp's own server on the same GPU with the same file; see README.md.
 *
 *     npm run bench:gpu -- [--gpu cuda|false] [--model 20b|mid] [--quick] [--prepare]
 *
 * `--gpu false` tries everything on the CPU, with one thread. `--quick` takes few samples. `--prepare` builds
 * llama.cpp and ends. Ends with code 1 when a wanted ratio is missed, with 2 when the machine lacks something.
 */

import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { messageOf } from "../../common/errors.ts";
import { fixture, fixturePath } from "../../tools/fixtures/cache.ts";
import { llamaCppRelease } from "../../tools/native/sources.ts";
import { runLlamaBench } from "../llama-cpp/llama-bench.ts";
import { findLlamaCpp } from "../llama-cpp/programs.ts";
import { comparisonTable } from "../markdown.ts";
import { expertRows } from "./experts.ts";
import { inspectMachine } from "./machine.ts";
import type { Samples } from "./ossicle.ts";
import { type Benched, missedRows, promptLengths, textRows, toMarkdown, writeReport } from "./report.ts";
import { measureRounds } from "./rounds.ts";

const TEXT_TOKENS = [1_000, 4_000];
/** How long a run may take, llama.cpp's build apart. */
const WANTED_SECONDS = 600;
/** Numbers of layers whose experts are on the CPU. */
const EXPERT_LAYERS = [8, 16, 24];
const CPU_THREADS = 1;

const MODEL_BYTES = { "20b": 12.2e9, mid: 0.3e9 };
type ModelName = keyof typeof MODEL_BYTES;

const SAMPLES: Samples = { coldPrompts: 3, keystrokes: 60, longAnswers: 10 };
const QUICK_SAMPLES: Samples = { coldPrompts: 1, keystrokes: 10, longAnswers: 2 };

interface Options {
  gpu: "cuda" | false;
  model: ModelName;
  quick: boolean;
  prepare: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      gpu: { type: "string", default: "cuda" },
      model: { type: "string", default: "20b" },
      quick: { type: "boolean", default: false },
      prepare: { type: "boolean", default: false },
    },
  });
  const { gpu, model } = values;
  if (gpu !== "cuda" && gpu !== "false") throw new Error("--gpu is cuda or false.");
  if (!Object.hasOwn(MODEL_BYTES, model)) throw new Error("--model is 20b or mid.");
  return { ...values, gpu: gpu === "cuda" && gpu, model: model as ModelName };
}

async function main({ gpu, model, quick, prepare }: Options): Promise<number> {
  const begun = performance.now();
  // One GPU, the same for both, whatever order a program would take them in.
  process.env.CUDA_DEVICE_ORDER = "PCI_BUS_ID";
  const gpuId = process.env.CUDA_VISIBLE_DEVICES ?? "0";
  process.env.CUDA_VISIBLE_DEVICES = gpuId;

  // On a CPU the experts' values change nothing, and holes are quicker to write and to read.
  const fill = model === "mid" ? "none" : gpu === "cuda" ? "all" : "router";
  const isWritten = existsSync(fixturePath(model, fill));
  const bytes = MODEL_BYTES[model];
  const machine = await inspectMachine(gpu, gpuId, { onDisk: isWritten ? 0 : bytes, inMemory: bytes });
  for (const [name, value] of machine.facts) console.log(`${name}: ${value}`);
  if (machine.problems.length > 0) {
    for (const problem of machine.problems) console.error(`\nMISSING: ${problem}`);
    return 2;
  }
  process.env.LD_LIBRARY_PATH = [...machine.libraryFolders, process.env.LD_LIBRARY_PATH ?? ""]
    .filter((folder) => folder !== "")
    .join(":");

  const release = await llamaCppRelease();
  const building = stopwatch();
  console.log(`\nllama.cpp ${release}`);
  const [llamaCpp, ...others] = await findLlamaCpp(gpu, machine.cuda);
  const buildSeconds = building();
  console.log(`${llamaCpp.folder} (back ends: ${llamaCpp.backends})`);
  if (prepare) return 0;

  const writing = stopwatch();
  console.log(`\nModel file of the ${model} shape, random weights`);
  const modelPath = await fixture(model, fill);
  const writeSeconds = writing();
  console.log(`${modelPath}, ${isWritten ? "there already" : `written in ${writeSeconds.toFixed(0)} s`}\n`);

  const threads = gpu === false ? CPU_THREADS : 0;
  const { loads, pairs, gpuLayers } = await measureRounds({
    modelPath,
    gpu,
    gpuId,
    threads,
    llamaCpp,
    textTokens: TEXT_TOKENS,
    rounds: quick ? 1 : 2,
    samples: quick ? QUICK_SAMPLES : SAMPLES,
    log: (line) => console.log(line),
  });
  const texts = textRows(TEXT_TOKENS, pairs);

  console.log("llama-bench");
  const benched: Benched[] = [];
  const promptTokens = promptLengths(TEXT_TOKENS, pairs);
  for (const candidate of [llamaCpp, ...others]) {
    const repetitions = quick ? 1 : 3;
    const results = await runLlamaBench(candidate.folder, {
      modelPath,
      promptTokens,
      gpuLayers,
      threads,
      repetitions,
    });
    benched.push({ llamaCpp: candidate, results });
  }

  const experts =
    gpu === false
      ? []
      : await expertRows({
          programs: llamaCpp.folder,
          modelPath,
          gpu,
          threads,
          layers: EXPERT_LAYERS,
          rounds: quick ? 1 : 3,
        });

  const seconds = (performance.now() - begun) / 1_000 - buildSeconds;
  const facts: [string, string][] = [
    ...machine.facts,
    ["model", `${model} shape, random weights (fill: ${fill}), ${gpuLayers} layers on the GPU`],
    ["written in", isWritten ? "before this run" : `${writeSeconds.toFixed(0)} s`],
    ["llama.cpp", `${release}, back ends: ${llamaCpp.backends}`],
    ["whole run", `${seconds.toFixed(0)} s, wanted: at most ${WANTED_SECONDS} s`],
  ];
  const report = { facts, texts, loads, experts, benched, pairs };
  const path = await writeReport(report);
  console.log(`\n${toMarkdown(report)}\nWritten to ${path}, and beside it as JSON.`);
  const missed = missedRows(report);
  if (missed.length > 0) console.log(`\nMissed:\n${comparisonTable(missed)}`);
  return missed.length > 0 || seconds > WANTED_SECONDS ? 1 : 0;
}

function stopwatch(): () => number {
  const begun = performance.now();
  return () => (performance.now() - begun) / 1_000;
}

// The servers end with this process.
process.once("SIGINT", () => process.exit(130));
try {
  process.exitCode = await main(readOptions());
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
