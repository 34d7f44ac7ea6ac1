/** Runs risky work in a child process of the engine's own program, so that a bad file can't crash the engine. */
import { fork } from "node:child_process";
import * as v from "valibot";
import { childEnvironment } from "../../../common/child-environment.ts";

const CHILD_HEAP_MB = 1_024;
const CHILD_TIMEOUT_MS = 60_000;

/** The jobs of a child process. */
export type ChildMode = "--inspect-model" | "--measure-model" | "--inspect-adapter";

/**
 * The child's answer; undefined when it crashed, took too long or sent something else.
 *
 * @param signal ends the child; the promise then rejects with the signal's reason
 */
export function askChild<Schema extends v.GenericSchema>(
  mode: ChildMode,
  args: string[],
  schema: Schema,
  signal: AbortSignal,
): Promise<v.InferOutput<Schema> | undefined> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = fork(process.argv[1] ?? "", [mode, ...args], {
      execArgv: [`--max-old-space-size=${CHILD_HEAP_MB}`],
      env: childEnvironment(),
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      timeout: CHILD_TIMEOUT_MS,
      killSignal: "SIGKILL",
    });
    const onAbort = () => child.kill("SIGKILL");
    signal.addEventListener("abort", onAbort, { once: true });
    let answer: v.InferOutput<Schema> | undefined;
    child.on("message", (message) => {
      const parsed = v.safeParse(schema, message);
      if (parsed.success) answer = parsed.output;
    });
    child.on("error", () => {
      // Followed by "exit", or never started: then there is no answer either.
      if (child.pid === undefined) resolve(undefined);
    });
    child.on("exit", () => {
      signal.removeEventListener("abort", onAbort);
      if (signal.aborted) reject(signal.reason);
      else resolve(answer);
    });
  });
}

/** For the child: sends its answer to the parent and ends. */
export function answerAndEnd(answer: object): void {
  process.send?.(answer, () => process.exit(0));
}
