/** What the programs share that measure a model on tasks: from the arguments to the results on disk. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { messageOf } from "../common/errors.ts";

export interface Evaluation<Choice, Outcome, Device> {
  /** Begins the name of the file with the results. */
  name: string;
  usage: string;
  /** What the user asked for. Throws an Error with what can't be understood. */
  choiceOf(args: string[]): Choice;
  /** Hands over each outcome when it is there. Answers with what the model runs on. */
  measure(choice: Choice, add: Add<Outcome>): Promise<Device>;
  /** What is known of the run, for the file. */
  runOf(choice: Choice, device: Device | undefined): object;
  /** Tables to be printed, and what of them goes into the file. */
  report(outcomes: readonly Outcome[]): { tables: string; totals: object; tasks: readonly object[] };
}

/** Resolves when the outcome is on the disk. */
export type Add<Outcome> = (outcome: Outcome) => Promise<void>;

/** Sets the exit code to 1 where the arguments make no sense or the run broke, whatever the model makes of the tasks. */
export async function evaluate<Choice, Outcome, Device>(
  evaluation: Evaluation<Choice, Outcome, Device>,
): Promise<void> {
  let choice: Choice;
  try {
    choice = evaluation.choiceOf(process.argv.slice(2));
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${evaluation.usage}`);
    process.exitCode = 1;
    return;
  }
  const results = new URL("results/", import.meta.url);
  const file = new URL(`${evaluation.name}-${new Date().toISOString().replaceAll(":", "-")}.json`, results);
  await mkdir(results, { recursive: true });
  const machine = { cpu: cpus()[0]?.model, platform: process.platform, node: process.version };
  const outcomes: Outcome[] = [];
  /** Into another file first: a run that is ended at any time has left a whole one. */
  const write = async (device: Device | undefined, whole: boolean) => {
    const { tables, totals, tasks } = evaluation.report(outcomes);
    const run = { ...evaluation.runOf(choice, device), whole };
    const unfinished = new URL(`${file.href}.new`);
    await writeFile(unfinished, JSON.stringify({ machine, run, totals, tasks }, null, 2));
    await rename(unfinished, file);
    return tables;
  };
  let device: Device | undefined;
  let isWhole = false;
  try {
    device = await evaluation.measure(choice, async (outcome) => {
      outcomes.push(outcome);
      await write(undefined, false);
    });
    isWhole = true;
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
  if (outcomes.length === 0) return;
  console.log(`\n${await write(device, isWhole)}\n\nWritten to eval/results.`);
}
