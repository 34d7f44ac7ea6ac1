import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Uri, workspace } from "vscode";

/** How late VS Code may hear of a change on the disk: seconds, where the machine is busy. */
const LATE_MS = 30_000;
/** How far a file's time may lie behind the clock: the kernel takes it from its last tick. */
const TICK_MS = 50;
const VERSION_CONTROL = /\/\.git(\/|$)/;

/**
 * Watches the workspace while something is done. When VS Code tells of a change says nothing of when it was made: the
 * file's own time does, and that of the folder for one that is gone.
 *
 * @param signal ends the wait for what comes late
 * @returns what came of it, and whether files were changed meanwhile, by whomever; that is known a little later
 */
export async function watched<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<{ result: T; changed: Promise<boolean> }> {
  const watcher = workspace.createFileSystemWatcher("**/*");
  const found = new AbortController();
  const from = Date.now() - TICK_MS;
  let until = Number.POSITIVE_INFINITY;
  const note = async ({ scheme, path, fsPath }: Uri) => {
    if (scheme !== "file" || VERSION_CONTROL.test(path)) return;
    const at = await changedAt(fsPath);
    if (at !== undefined && at >= from && at <= until) found.abort();
  };
  watcher.onDidChange(note);
  watcher.onDidCreate(note);
  watcher.onDidDelete(note);
  try {
    const result = await work();
    // The clock is in whole milliseconds, and a file's time isn't.
    until = Date.now() + 1;
    const changed = delay(LATE_MS, false, { signal: AbortSignal.any([signal, found.signal]) })
      .catch(() => found.signal.aborted)
      .finally(() => watcher.dispose());
    return { result, changed };
  } catch (error) {
    watcher.dispose();
    throw error;
  }
}

/** When a file was last changed, or its folder where it is gone, in milliseconds; undefined if both are. */
async function changedAt(path: string): Promise<number | undefined> {
  const { ctimeMs } = (await stat(path).catch(() => stat(dirname(path)).catch(() => undefined))) ?? {};
  return ctimeMs;
}
