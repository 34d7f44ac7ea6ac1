/** What the programs share that measure a model on tasks: from the arguments to the results on disk. */
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";

export interface Evaluation<Choice, Outcome, Device> {
  /** Begins the name of the file with the results. */
  name: string;
  usage: string;
  /** What the user asked for. Throws an Error with what can't be understood. */
  choiceOf(args: string[]): Choice;
  /** Fills `outcomes` one by one. Answers with what the model runs on. */
  measure(choice: Choice, outcomes: Outcome[]): Promise<Device>;
  /** What is known of the run, for the file. */
  runOf(choice: Choice, device: Device | undefined): object;
  /** Tables to be printed, and what of them goes into the file. */
  report(outcomes: readonly Outcome[]): { tables: string; totals: object; tasks: readonly object[] };
}

/** Sets the exit code to 1 where the arguments make no sense or the run broke, whatever the model makes of the tasks. */
export async function evaluate<Choice, Outcome, Device>(
  evaluation: Evaluation<Choice, Outcome, Device>,
): Promise<void> {
  let choice: Choice;
  try {
    choice = evaluation.choiceOf(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${evaluation.usage}`);
    process.exitCode = 1;
    return;
  }
  const outcomes: Outcome[] = [];
  let device: Device | undefined;
  try {
    device = await evaluation.measure(choice, outcomes);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
  // What was measured before the run broke is not lost.
  if (outcomes.length === 0) return;
  const { tables, totals, tasks } = evaluation.report(outcomes);
  console.log(`\n${tables}`);
  const results = new URL("results/", import.meta.url);
  await mkdir(results, { recursive: true });
  const file = new URL(`${evaluation.name}-${new Date().toISOString().replaceAll(":", "-")}.json`, results);
  const machine = { cpu: cpus()[0]?.model, platform: process.platform, node: process.version };
  const run = { ...evaluation.runOf(choice, device), whole: !process.exitCode };
  await writeFile(file, JSON.stringify({ machine, run, totals, tasks }, null, 2));
  console.log("\nWritten to eval/results.");
}
