/** Watches the files of a model that couldn't be loaded: they may come, come back, or be replaced by better ones. */
import { unwatchFile, watchFile } from "node:fs";

const INTERVAL_MS = 1_000;
/** A file that is being copied changes all the time. */
const SETTLED_MS = 2_500;

export class FileWatch {
  #paths: readonly string[] = [];
  #settling: NodeJS.Timeout | undefined;

  /** Calls `onChange` each time that one of the files has changed and then stays as it is. Ends an earlier watch. */
  start(paths: readonly string[], onChange: () => void): void {
    this.stop();
    this.#paths = paths;
    for (const path of paths)
      watchFile(path, { interval: INTERVAL_MS, persistent: false }, ({ mtimeMs }) => {
        clearTimeout(this.#settling);
        // It is gone.
        if (mtimeMs === 0) return;
        this.#settling = setTimeout(onChange, SETTLED_MS).unref();
      });
  }

  stop(): void {
    clearTimeout(this.#settling);
    for (const path of this.#paths) unwatchFile(path);
    this.#paths = [];
  }
}
