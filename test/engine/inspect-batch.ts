/**
 * Reads one header after another, as the child process does, for whoever asks: a process for each costs too much.
 * With `isQuick`, only what is done without native code.
 */
import { flushCompileCache } from "node:module";
import { answerFor, readInfo } from "../../language-server/engine/inspection/inspect-child.ts";

// It never ends by itself.
flushCompileCache();
process.on("message", async ({ path, isQuick }: { path: string; isQuick: boolean }) => {
  if (!isQuick) return void process.send?.(await answerFor(path));
  const kind = await readInfo(path).then(
    () => "ok",
    () => "problem",
  );
  process.send?.({ kind });
});
