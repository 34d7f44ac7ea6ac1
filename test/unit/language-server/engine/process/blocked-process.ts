/** A process whose main thread does what the test says: it computes for so many milliseconds, or waits. */
import { ThreadWatch } from "../../../../../language-server/engine/process/thread-watch.ts";

const [limit, allowed, busy, idle] = process.argv.slice(2).map(Number);
const watch = new ThreadWatch(limit);
if (allowed) watch.allow(allowed);
// The other thread has begun to count.
await new Promise((resolve) => setTimeout(resolve, 500));
process.send?.("begun");
for (const end = performance.now() + (busy ?? 0); performance.now() < end; );
await new Promise((resolve) => setTimeout(resolve, idle ?? 0));
process.exit(0);
