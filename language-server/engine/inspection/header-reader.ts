/** Reads headers for all windows, one at a time: a large one takes seconds of a core. */

import { AsyncQueue } from "../../../common/async-queue.ts";
import { type Inspected, inspectModel } from "./inspect.ts";
import type { ModelFileCache } from "./model-file-cache.ts";

export class HeaderReader {
  readonly #known: ModelFileCache;
  readonly #reads = new AsyncQueue();

  constructor(known: ModelFileCache) {
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
