/**
 * `npm run eval:completion -- --model FILE`: how good a model's suggestions are, on real code and through the language
 * server and the engine as they are shipped. `--compare A B` puts two results side by side. Ends with code 0 whatever
 * the model makes of the cases, and with 1 when the run broke.
 */
import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { COMPLETION_SHAPES, type CompletionShape } from "../../language-server/prompt/completion-shapes.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { CAPABILITIES, type ServerProcess } from "../../test/server/support/client.ts";
import { Workplace } from "../../test/server/support/workplace.ts";
import { seedOf } from "../../tools/random.ts";
import { type Add, evaluate } from "../evaluation.ts";
import { spread } from "../spread.ts";
import type { CompletionCase } from "./case.ts";
import { readCorpus } from "./corpus/corpus.ts";
import { LANGUAGES } from "./corpus/packages.ts";
import { ParseErrors } from "./parse-errors.ts";
import { ASKS_FOR_DEFINITIONS, ProjectEditor } from "./project/editor.ts";
import {
  comparedTable,
  confidenceTable,
  figuresOf,
  figureTable,
  hiddenTable,
  resultOf,
  resultSchema,
} from "./report.ts";
import { type Outcome, runCase } from "./run-case.ts";
import { sampleCases } from "./sampling.ts";
import type { ServeOptions } from "./serve.ts";

const SERVE = fileURLToPath(new URL("serve.ts", import.meta.url));

/** A model that goes away more often in one case is one that doesn't run here. */
const TRIES = 5;

const USAGE = `npm run eval:completion -- --model FILE [--filter NAME] [--limit N] [--each N] [--max-chars N] [--tabs N] [--seed N] [--gpu auto|false] [--threads N]
npm run eval:completion -- --compare FILE FILE

  --model FILE     the GGUF to measure
  --filter NAME    only cases with this in their name, such as "python/" or "/block/"
  --limit N        only N cases, from all over the list
  --each N         cases of each kind in each language; the default is 10
  --max-chars N    only files with so many characters at most: shorter ones cost a CPU less
  --tabs N         so many other files of the package are open, one was edited a moment ago, and names have definitions
  --answers FILE   keeps what the model says there, and asks it only for what isn't there: for changes after the model
  --shape NAME     how the model is asked: ${COMPLETION_SHAPES.join(", ")}
  --doubted        shows also what the model isn't sure of, and says what is lost and won by not showing it
  --no-syntax      without the look by the language's grammar
  --seed N         other cases than the usual ones
  --gpu auto|false false: on the CPU; the default is auto
  --threads N      CPU threads; 0, the default, takes the free cores
  --compare        two results of eval/results, side by side`;

interface Choice {
  model: string;
  filter: string;
  limit: number;
  each: number;
  maxChars: number;
  tabs: number;
  seed: number;
  answers: string | undefined;
  shape: CompletionShape | undefined;
  doubted: boolean;
  syntax: boolean;
  gpu: "auto" | false;
  threads: number;
}

interface Measured {
  device: ModelStatus["device"];
  corpus: string;
  missing: readonly string[];
}

/** What the user asked for. Throws an Error with what can't be understood. */
function choiceOf(args: string[]): Choice {
  const { model, gpu, filter, answers, shape, doubted, syntax, ...numbers } = parseArgs({
    args,
    allowNegative: true,
    options: {
      model: { type: "string" },
      answers: { type: "string" },
      shape: { type: "string" },
      doubted: { type: "boolean", default: false },
      syntax: { type: "boolean", default: true },
      filter: { type: "string", default: "" },
      limit: { type: "string", default: "1000000" },
      each: { type: "string", default: "10" },
      "max-chars": { type: "string", default: "60000" },
      tabs: { type: "string", default: "0" },
      seed: { type: "string", default: "1" },
      gpu: { type: "string", default: "auto" },
      threads: { type: "string", default: "0" },
    },
  }).values;
  if (model === undefined) throw new Error("Which model? Name its file with --model.");
  const odd = Object.entries(numbers).find(([, text]) => !/^\d+$/.test(text));
  if (odd) throw new Error(`--${odd[0]} is a whole number.`);
  if (gpu !== "auto" && gpu !== "false") throw new Error("--gpu is auto or false.");
  if (shape !== undefined && !COMPLETION_SHAPES.some((known) => known === shape))
    throw new Error(`--shape is one of ${COMPLETION_SHAPES.join(", ")}.`);
  return {
    model: resolve(model),
    filter,
    limit: Number(numbers.limit),
    each: Number(numbers.each),
    maxChars: Number(numbers["max-chars"]),
    tabs: Number(numbers.tabs),
    seed: Number(numbers.seed),
    answers: answers === undefined ? undefined : resolve(answers),
    shape: COMPLETION_SHAPES.find((known) => known === shape),
    doubted,
    syntax,
    gpu: gpu === "auto" ? gpu : false,
    threads: Number(numbers.threads),
  };
}

/** Hands over each outcome; answers with what the model runs on, and on which code. */
async function measure(choice: Choice, add: Add<Outcome>): Promise<Measured> {
  const { model, gpu, threads, answers, shape, doubted, syntax } = choice;
  const corpus = await readCorpus(LANGUAGES);
  for (const reason of corpus.missing) console.log(`Left out: ${reason}`);
  const files = corpus.files.filter(({ text }) => text.length <= choice.maxChars);
  const cases = spread(
    sampleCases(files, choice.each, choice.seed).filter(({ name }) => name.includes(choice.filter)),
    choice.limit,
  ).toSorted(inAnyOrder);
  if (cases.length === 0) throw new Error(`No case has "${choice.filter}" in its name.`);
  using parseErrors = await ParseErrors.load(LANGUAGES);
  await using workplace = await Workplace.create();
  const options: ServeOptions = { answers, shape, showsDoubted: doubted, syntax };
  const server = await workplace.server({
    startedBy: [process.execPath, SERVE, JSON.stringify(options)],
    settings: { model: { path: model }, engine: { gpu, threads, idleUnloadMinutes: 0 } },
    capabilities: choice.tabs > 0 ? { ...CAPABILITIES, experimental: ASKS_FOR_DEFINITIONS } : CAPABILITIES,
  });
  using project =
    choice.tabs > 0
      ? new ProjectEditor(server, (path) => workplace.uri(path), corpus.files, choice.tabs)
      : undefined;
  const status = await server.load();
  if (status.state !== "ready") throw new Error(status.reason ?? `The model is ${status.state}.`);
  console.log(`${basename(model)} on ${status.device?.name ?? "an unknown device"}: ${cases.length} cases`);
  for (const asked of cases) {
    const place = { server, uri: workplace.uri(asked.path), project };
    const outcome = await withTheModel(server, () => runCase(asked, place, parseErrors.in(asked.language)));
    await add(outcome);
    const { score, ms, whyNone } = outcome;
    const said = score.shown ? `${(100 * score.similarity).toFixed(0)} % similar` : (whyNone ?? "nothing");
    console.log(`${score.firstLine ? "✔" : "✖"} ${asked.name} (${ms.toFixed(0)} ms) ${said}`);
  }
  return { device: status.device, corpus: corpus.fingerprint, missing: corpus.missing };
}

/** Runs something until the model was there all the while: a machine that was asleep may have ended its engine. */
async function withTheModel<T>(server: ServerProcess, run: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    await server.load();
    const heard = server.statuses.length;
    const result = await run();
    if (server.statuses.slice(heard).every(({ state }) => state === "ready" || state === "working"))
      return result;
    console.log("The model was away. The case is run again.");
  }
  throw new Error("The model went away again and again.");
}

/** Not by language: a run that is ended early has measured something of all. */
function inAnyOrder(one: CompletionCase, other: CompletionCase): number {
  return seedOf(one.name) - seedOf(other.name);
}

const resultFile = v.object({
  run: v.object({ corpus: v.optional(v.string()) }),
  tasks: v.array(resultSchema),
});

async function compare(files: readonly string[]): Promise<void> {
  const [one, other, ...more] = await Promise.all(
    files.map(async (file) => v.parse(resultFile, JSON.parse(await readFile(file, "utf8")))),
  );
  if (!one || !other || more.length > 0) throw new Error("--compare takes two files.");
  if (one.run.corpus !== other.run.corpus)
    console.log("They were measured on different code: only cases of the same name are compared.");
  console.log(comparedTable(one.tasks, other.tasks));
}

const [mode, ...files] = process.argv.slice(2);
if (mode === "--compare") await compare(files);
else
  await evaluate<Choice, Outcome, Measured>({
    name: "completion",
    usage: USAGE,
    choiceOf,
    measure,
    runOf: ({ model, answers: _, ...choice }, measured) => ({
      model: basename(model),
      ...choice,
      ...measured,
    }),
    report: (outcomes) => {
      const tasks = outcomes.map(resultOf);
      const tables = [figureTable(tasks), confidenceTable(tasks), hiddenTable(tasks)].join("\n\n");
      return { tables, totals: figuresOf(tasks), tasks };
    },
  });
