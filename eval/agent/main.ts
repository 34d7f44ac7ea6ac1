/**
 * `npm run eval:agent -- --model FILE`: how many of the tasks a model solves as an agent, through the language server
 * and the engine as they are shipped. Ends with code 0 whatever the model makes of them, and with 1 when the run broke.
 */
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { reasoningEffort } from "../../language-server/protocol/chat.ts";
import { Workplace } from "../../test/server/support/workplace.ts";
import { type Add, evaluate } from "../evaluation.ts";
import { spread } from "../spread.ts";
import { missingTool } from "./programs.ts";
import { outcomeTable, resultOf, totals, totalsTable } from "./report.ts";
import { type Outcome, runTask, type TaskLimits } from "./run-task.ts";
import { TASK_LANGUAGES, type Task } from "./task.ts";
import { ALL_TASKS } from "./tasks/all.ts";

const USAGE = `npm run eval:agent -- --model FILE [--contexts 16k,32k,64k] [--effort low|medium|high] [--filter NAME]
    [--limit N] [--minutes N] [--gpu auto|false] [--threads N]

  --model FILE     the GGUF to measure
  --contexts LIST  sizes of the conversation's context, in tokens or as 16k; the default is 16k,32k,64k
  --effort LEVEL   how much the model thinks; the default is medium
  --filter NAME    only tasks with this in their name, such as "python/" or "fix"
  --limit N        only N tasks, from all over the list
  --minutes N      for one task; the default is 15
  --gpu auto|false false: on the CPU; the default is auto
  --threads N      CPU threads; 0, the default, takes the free cores

What the model asks for is run on this machine, without a question and without a sandbox. Use one that it can't harm.`;

const STEPS = 80;
const COMMAND_MS = 120_000;

const count = (name: string, least: number) => {
  const message = `--${name} is a whole number, at least ${least}.`;
  return v.pipe(v.string(), v.regex(/^\d+$/, message), v.transform(Number), v.minValue(least, message));
};
const size = v.pipe(
  v.string(),
  v.regex(/^\d+k?$/, "--contexts is a list of sizes such as 16k,32k."),
  v.transform((text) => (text.endsWith("k") ? Number(text.slice(0, -1)) * 1_024 : Number(text))),
);
const optionsSchema = v.object({
  model: v.string(),
  contexts: v.pipe(
    v.string(),
    v.transform((text) => text.split(",")),
    v.array(size),
  ),
  effort: v.picklist(reasoningEffort.options, "--effort is low, medium or high."),
  filter: v.string(),
  limit: count("limit", 1),
  minutes: count("minutes", 1),
  gpu: v.picklist(["auto", "false"], "--gpu is auto or false."),
  threads: count("threads", 0),
});

interface Choice extends v.InferOutput<typeof optionsSchema> {
  tasks: Task[];
}

/** What the user asked for. Throws an Error with what can't be understood. */
function choiceOf(args: string[]): Choice {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: "string" },
      contexts: { type: "string", default: "16k,32k,64k" },
      effort: { type: "string", default: "medium" },
      filter: { type: "string", default: "" },
      limit: { type: "string", default: String(ALL_TASKS.length) },
      minutes: { type: "string", default: "15" },
      gpu: { type: "string", default: "auto" },
      threads: { type: "string", default: "0" },
    },
  });
  if (values.model === undefined) throw new Error("Which model? Name its file with --model.");
  const read = v.safeParse(optionsSchema, values);
  if (!read.success) throw new Error(read.issues[0].message);
  const { filter, limit } = read.output;
  const tasks = spread(
    ALL_TASKS.filter(({ name }) => name.includes(filter)),
    limit,
  );
  if (tasks.length === 0) throw new Error(`No task has "${filter}" in its name.`);
  return { ...read.output, tasks };
}

/** Those that this machine can run; says which are left out, and why. */
async function runnable(tasks: readonly Task[]): Promise<Task[]> {
  const reasons = new Map<string, string>();
  for (const language of TASK_LANGUAGES) {
    const reason = await missingTool(language);
    if (reason === undefined) continue;
    reasons.set(language, reason);
    console.log(`Without the tasks in ${language}: ${reason}.`);
  }
  return tasks.filter(({ language }) => !reasons.has(language));
}

/** Hands over each outcome. Answers with what the model runs on. */
async function measure(choice: Choice, add: Add<Outcome>): Promise<string | undefined> {
  const { model, contexts, effort, gpu, threads, minutes } = choice;
  const tasks = await runnable(choice.tasks);
  const limits: TaskLimits = { ms: minutes * 60_000, steps: STEPS, commandMs: COMMAND_MS };
  let device: string | undefined;
  for (const contextTokens of contexts) {
    await using workplace = await Workplace.create();
    const server = await workplace.server({
      settings: {
        model: { path: resolve(model) },
        engine: { gpu: gpu === "auto" ? gpu : false, threads, idleUnloadMinutes: 0 },
        chat: { contextSize: contextTokens },
      },
    });
    const status = await server.load();
    if (status.state !== "ready") throw new Error(status.reason ?? `The model is ${status.state}.`);
    device = status.device?.name;
    const holds = status.chatContextTokens ?? contextTokens;
    console.log(`\n${basename(model)} on ${device ?? "an unknown device"}, a context of ${holds} tokens`);
    for (const task of tasks) {
      const outcome = await runTask(
        task,
        { server, uri: workplace.folderUri },
        { contextTokens: holds, limits, options: { reasoningEffort: effort } },
      );
      await add(outcome);
      const { why, ms } = outcome;
      const line = `${why.length === 0 ? "✔" : "✖"} ${task.name} (${(ms / 1_000).toFixed(1)} s) ${why.join("; ")}`;
      console.log(line.trimEnd());
    }
  }
  return device;
}

await evaluate<Choice, Outcome, Awaited<ReturnType<typeof measure>>>({
  name: "agent",
  usage: USAGE,
  choiceOf,
  measure,
  runOf: ({ tasks: _, model, ...options }, device) => ({ ...options, model: basename(model), device }),
  report: (outcomes) => {
    const all = totals(outcomes);
    return {
      tables: `${outcomeTable(outcomes)}\n\n${totalsTable(all)}`,
      totals: all,
      tasks: outcomes.map(resultOf),
    };
  },
});
