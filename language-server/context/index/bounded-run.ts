/** Work that may never end by itself, as the match of a regular expression. */
import { createContext, Script } from "node:vm";

const work = { run: () => {} };
const context = createContext(work);
const script = new Script("run()");

/** Runs it in this thread, and returns whether it ended in time. @throws what `run` throws */
export function boundedRun(run: () => void, ms: number): boolean {
  work.run = run;
  try {
    script.runInContext(context, { timeout: ms });
    return true;
  } catch (error) {
    if (isTimeout(error)) return false;
    throw error;
  }
}

/** The error is of the script's own world, so that it is no `Error` of ours. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
