import { basename, dirname, join } from "node:path";

/**
 * Where the threads of a workspace are, by the storage that VS Code gives the extension there. To a second window on
 * the same workspace it gives another, with a number behind the workspace's name ("…/8f3c-1/ossicle.ossicle"), see
 * `extHostStoragePaths.ts` in its sources. The threads are made to be shared: all windows use the first one.
 */
export function threadsFolder(storage: string): string {
  const workspace = dirname(storage);
  const first = basename(workspace).replace(/-[1-9]$/, "");
  return join(dirname(workspace), first, basename(storage), "chats");
}
