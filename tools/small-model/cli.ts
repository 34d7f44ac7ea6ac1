/** Builds the small model unless it is there, and prints its path: `npm run model:small`. */
import { messageOf } from "../../common/errors.ts";
import { smallModel } from "./small-model.ts";
import { terminalProgress } from "./terminal-progress.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());
try {
  console.log(await smallModel({ onProgress: terminalProgress(), signal: stop.signal }));
} catch (error) {
  console.error(stop.signal.aborted ? "Stopped." : messageOf(error));
  process.exitCode = 1;
}
