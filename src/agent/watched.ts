import { setTimeout as delay } from "node:timers/promises";
import { workspace } from "vscode";

/** How late VS Code may hear of a change on the disk. */
const LATE_MS = 2_000;
const VERSION_CONTROL = /\/\.git(\/|$)/;

/**
 * Watches the workspace while something is done.
 *
 * @returns what came of it, and whether files were changed meanwhile, by whomever; that is known a little later
 */
export async function watched<T>(work: () => Promise<T>): Promise<{ result: T; changed: Promise<boolean> }> {
  const watcher = workspace.createFileSystemWatcher("**/*");
  let isChanged = false;
  const note = ({ path }: { path: string }) => {
    isChanged ||= !VERSION_CONTROL.test(path);
  };
  watcher.onDidChange(note);
  watcher.onDidCreate(note);
  watcher.onDidDelete(note);
  const late = async () => {
    if (!isChanged) await delay(LATE_MS);
    watcher.dispose();
    return isChanged;
  };
  try {
    const result = await work();
    return { result, changed: late() };
  } catch (error) {
    watcher.dispose();
    throw error;
  }
}
