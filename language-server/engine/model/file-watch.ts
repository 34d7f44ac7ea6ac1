/** Watches the files of a model that couldn't be loaded: they may come, come back, or be replaced by better ones. */
import { statSync, unwatchFile, watchFile } from "node:fs";

const INTERVAL_MS = 1_000;
/** A file that is being copied changes all the time. */
const SETTLED_MS = 2_500;

export class FileWatch {
  #paths: readonly string[] = [];
  #settling: NodeJS.Timeout | undefined;
  #firstLook: NodeJS.Timeout | undefined;

  /** Calls `onChange` each time that one of the files has changed and then stays as it is. Ends an earlier watch. */
  start(paths: readonly string[], onChange: () => void): void {
    this.stop();
    this.#paths = paths;
    const changed = (modified: number) => {
      clearTimeout(this.#settling);
      // It is gone.
      if (modified === 0) return;
      this.#settling = setTimeout(onChange, SETTLED_MS).unref();
    };
    const before = paths.map(modifiedMs);
    for (const path of paths)
      watchFile(path, { interval: INTERVAL_MS, persistent: false }, ({ mtimeMs }) => changed(mtimeMs));
    // Node looks for the first time a moment later, and never reports what has changed until then.
    this.#firstLook = setTimeout(() => {
      for (const [index, now] of paths.map(modifiedMs).entries()) if (now !== before[index]) changed(now);
    }, INTERVAL_MS).unref();
  }

  stop(): void {
    clearTimeout(this.#settling);
    clearTimeout(this.#firstLook);
    for (const path of this.#paths) unwatchFile(path);
    this.#paths = [];
  }
}

/** 0 where there is no file. */
const modifiedMs = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
