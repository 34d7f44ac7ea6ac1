/** Reads headers for all windows, one at a time: a large header keeps a core busy for seconds. */

import { AsyncQueue } from "../../../common/async-queue.ts";
import { type Inspected, inspectModel } from "./inspect.ts";
import type { ModelFileCache } from "./model-file-cache.ts";

export class HeaderReader {
  readonly #cache: ModelFileCache;
  readonly #reads = new AsyncQueue();

  constructor(cache: ModelFileCache) {
    this.#cache = cache;
  }

  /** As `inspectModel`. */
  inspect(path: string, signal: AbortSignal): Promise<Inspected> {
    return this.#reads.run(async () => {
      signal.throwIfAborted();
      return inspectModel(path, signal, this.#cache);
    });
  }
}
