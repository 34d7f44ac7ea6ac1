/** Reads headers for all windows, one at a time: a large one takes seconds of a core. */

import { OneAtATime } from "../../../common/async-queue.ts";
import { type Inspected, inspectModel } from "./inspect.ts";
import type { KnownFiles } from "./model-file-cache.ts";

export class HeaderReader {
  readonly #known: KnownFiles;
  readonly #reads = new OneAtATime();

  constructor(known: KnownFiles) {
    this.#known = known;
  }

  /** As `inspectModel`. */
  inspect(path: string, signal: AbortSignal): Promise<Inspected> {
    return this.#reads.run(async () => {
      signal.throwIfAborted();
      return inspectModel(path, signal, this.#known);
    });
  }
}
