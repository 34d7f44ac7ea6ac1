/** Whether a task is solved, by what the model left in the repository and said. */
import { runProgram } from "./programs.ts";
import type { Repository } from "./repository.ts";
import type { Check, Task } from "./task.ts";

/** A compiler that has its standard library yet to build takes long on a busy machine. */
const LIMIT_MS = 300_000;

/**
 * What is wrong, in a few words each; nothing where the task is solved.
 *
 * @param limit looks no further once so much is wrong
 */
export async function failures(
  task: Task,
  repository: Repository,
  answer: string,
  limit = Infinity,
): Promise<string[]> {
  const texts = await repository.read();
  const found: string[] = [];
  for (const check of task.checks) {
    if (found.length === limit) break;
    const failure =
      "run" in check ? await runFailure(check, repository) : textFailure(check, task, texts, answer);
    if (failure !== undefined) found.push(failure);
  }
  return found;
}

type RunCheck = Extract<Check, { run: unknown }>;

async function runFailure(
  { run, files = {}, prints, fails }: RunCheck,
  repository: Repository,
): Promise<string | undefined> {
  // What a check writes is not seen by the next one.
  await using copy = await repository.copy();
  await copy.write(files);
  const { state, exitCode, output } = await runProgram(run, copy.folder, { timeoutMs: LIMIT_MS });
  const what = `${run.join(" ")}${Object.keys(files).map((path) => `, with the judge's ${path}`)}`;
  if (state !== "ended") return `${what}: not done in ${LIMIT_MS / 1_000} s`;
  if ((exitCode !== 0) !== (fails === true)) return `${what}: ends with ${exitCode}: ${lastLines(output)}`;
  if (prints && !prints.test(output)) return `${what}: prints ${lastLines(output)}`;
  return undefined;
}

const lastLines = (output: string) => JSON.stringify(output.trim().slice(-300));

function textFailure(
  check: Exclude<Check, RunCheck>,
  task: Task,
  texts: ReadonlyMap<string, string>,
  answer: string,
): string | undefined {
  if ("answer" in check) return check.answer.test(answer) ? undefined : `the answer lacks ${check.answer}`;
  if ("gone" in check) return texts.has(check.gone) ? `${check.gone} is still there` : undefined;
  if ("nowhere" in check) {
    const [path] = [...texts].find(([, text]) => check.nowhere.test(text)) ?? [];
    return path === undefined ? undefined : `${path} still has ${check.nowhere}`;
  }
  if ("same" in check) {
    const changed = check.same.filter((path) => texts.get(path) !== task.files[path]);
    return changed.length === 0 ? undefined : `changed: ${changed.join(", ")}`;
  }
  const text = texts.get(check.file);
  if (text === undefined) return `${check.file} isn't there`;
  if ("has" in check) return check.has.test(text) ? undefined : `${check.file} lacks ${check.has}`;
  return check.lacks.test(text) ? `${check.file} still has ${check.lacks}` : undefined;
}
