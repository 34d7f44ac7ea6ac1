import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";

/**
 * The folder of a workspace's threads, from the storage that VS Code gives the extension there. A second window on the
 * same workspace may get another storage, with a number after the workspace's name ("…/8f3c-1/ossicle.ossicle"), see
 * https://github.com/microsoft/vscode/issues/128528. All windows share the threads in the first one.
 */
export function threadsFolder(storage: string): string {
  const workspace = dirname(storage);
  const first = basename(workspace).replace(/-[1-9]$/, "");
  return join(dirname(workspace), first, basename(storage), "chats");
}

/** The folder, in that of the threads, of what belongs to a thread and isn't in its file: a folder for each. */
export function checkpointsFolder(threads: string): string {
  return join(threads, "checkpoints");
}

const GUEST = "guest-";

/** The identity of a thread that is kept elsewhere: it has no file here, but may have checkpoints. */
export const guestId = (): string => `${GUEST}${randomUUID()}`;

export const isGuest = (id: string): boolean => id.startsWith(GUEST);
