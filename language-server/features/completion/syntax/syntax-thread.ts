/** The thread in which grammars check suggestions. */
import { Worker } from "node:worker_threads";
import type { FromSyntax, ToSyntax } from "./messages.ts";
import type { SyntaxThread, ThreadEvents } from "./syntax-client.ts";

/**
 * For texts alone, each of which is garbage soon: grammars and trees lie outside. V8 sweeps first when half of it is
 * taken, so that with more the memory grows for thousands of requests. All grammars with the longest documents take less.
 */
const HEAP = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 };

/** @param workerPath `dist/syntax-worker.mjs` */
export function startSyntaxThread(workerPath: string, events: ThreadEvents): SyntaxThread {
  const worker = new Worker(workerPath, {
    // Not the debugger's port of this process.
    execArgv: [],
    resourceLimits: HEAP,
  });
  worker.unref();
  worker.on("message", (message: FromSyntax) => events.onMessage(message));
  worker.on("error", (error) => events.onFailed(error.message));
  return {
    post: (message: ToSyntax) => worker.postMessage(message),
    end: () => void worker.terminate(),
  };
}
