/** The entry of the thread that watches the main one. */
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { BEATS, MAX_TICKS, type WatchedThread } from "./thread-watch.ts";

const { state, tickMs }: WatchedThread = workerData;
let beats = -1;
let silent = 0;

setInterval(() => {
  const now = Atomics.load(state, BEATS);
  silent = now === beats ? silent + 1 : 0;
  beats = now;
  const limit = Atomics.load(state, MAX_TICKS);
  if (limit === 0 || silent < limit) return;
  // What a thread logs goes through the main one.
  const seconds = Math.round((silent * tickMs) / 1_000);
  writeSync(2, `${new Date().toISOString()} The process was blocked for ${seconds} s and is stopping.\n`);
  process.kill(process.pid, "SIGKILL");
}, tickMs);
