/**
 * `npm run eval:edits -- --model FILE`: how many of the tasks a model solves, through the language server and the
 * engine as they are shipped. Ends with code 0 whatever the model makes of them, and with 1 when the run broke.
 */
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { Workplace } from "../../test/server/support/workplace.ts";
import { type Add, evaluate } from "../evaluation.ts";
import { spread } from "../spread.ts";
import { Parsers } from "./code/parsers.ts";
import { outcomeTable, resultOf, totals, totalsText } from "./report.ts";
import { type Outcome, runTask } from "./run-task.ts";
import type { Task } from "./task.ts";
import { ALL_TASKS } from "./tasks/all.ts";

const USAGE = `npm run eval:edits -- --model FILE [--filter NAME] [--limit N] [--gpu auto|false] [--threads N]

  --model FILE     the GGUF to measure
  --filter NAME    only tasks with this in their name, such as "python/" or "extract"
  --limit N        only N tasks, from all over the list
  --gpu auto|false false: on the CPU; the default is auto
  --threads N      CPU threads; 0, the default, takes the free cores`;

/** The longest time for one task. */
const LIMIT_MS = 180_000;

interface Choice {
  model: string;
  tasks: Task[];
  gpu: "auto" | false;
  threads: number;
}

/** What the user asked for. Throws an Error with what can't be understood. */
function choiceOf(args: string[]): Choice {
  const { model, filter, limit, gpu, threads } = parseArgs({
    args,
    options: {
      model: { type: "string" },
      filter: { type: "string", default: "" },
      limit: { type: "string", default: String(ALL_TASKS.length) },
      gpu: { type: "string", default: "auto" },
      threads: { type: "string", default: "0" },
    },
  }).values;
  const isCount = (text: string) => /^\d+$/.test(text);
  if (model === undefined) throw new Error("Which model? Name its file with --model.");
  if (!isCount(limit) || !isCount(threads) || Number(limit) === 0)
    throw new Error("--limit and --threads are whole numbers, and the limit at least 1.");
  if (gpu !== "auto" && gpu !== "false") throw new Error("--gpu is auto or false.");
  const tasks = spread(
    ALL_TASKS.filter(({ name }) => name.includes(filter)),
    Number(limit),
  );
  if (tasks.length === 0) throw new Error(`No task has "${filter}" in its name.`);
  return { model: resolve(model), tasks, gpu: gpu === "auto" ? gpu : false, threads: Number(threads) };
}

/** Hands over each outcome; answers with what the model runs on. */
async function measure(
  { model, tasks, gpu, threads }: Choice,
  add: Add<Outcome>,
): Promise<ModelStatus["device"]> {
  using parsers = await Parsers.load();
  await using workplace = await Workplace.create();
  const server = await workplace.server({
    settings: { model: { path: model }, engine: { gpu, threads, idleUnloadMinutes: 0 } },
  });
  const status = await server.load();
  if (status.state !== "ready") throw new Error(status.reason ?? `The model is ${status.state}.`);
  console.log(`${basename(model)} on ${status.device?.name ?? "an unknown device"}: ${tasks.length} tasks`);
  for (const task of tasks) {
    const outcome = await runTask(task, { server, uri: workplace.uri(task.path) }, parsers, LIMIT_MS);
    await add(outcome);
    const { why, ms } = outcome;
    console.log(
      `${why.length === 0 ? "✔" : "✖"} ${task.name} (${ms.toFixed(0)} ms) ${why.join("; ")}`.trimEnd(),
    );
  }
  return status.device;
}

await evaluate<Choice, Outcome, Awaited<ReturnType<typeof measure>>>({
  name: "edits",
  usage: USAGE,
  choiceOf,
  measure,
  runOf: ({ model, gpu, threads }, device) => ({ model: basename(model), device, gpu, threads }),
  report: (outcomes) => {
    const all = totals(outcomes);
    return {
      tables: `${outcomeTable(outcomes)}\n\n${totalsText(all)}`,
      totals: all,
      tasks: outcomes.map(resultOf),
    };
  },
});
