/** Downloads the real models of other families unless they are there, and prints their paths: `npm run models:real`. */
import { messageOf } from "../../common/errors.ts";
import { terminalProgress } from "../small-model/terminal-progress.ts";
import { gemmaWithTemplate, REAL_MODEL_NAMES, realModel } from "./real-models.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());
const options = { onProgress: terminalProgress(), signal: stop.signal };
try {
  for (const name of REAL_MODEL_NAMES) console.log(await realModel(name, options));
  console.log(await gemmaWithTemplate(options));
} catch (error) {
  console.error(stop.signal.aborted ? "Stopped." : messageOf(error));
  process.exitCode = 1;
}
