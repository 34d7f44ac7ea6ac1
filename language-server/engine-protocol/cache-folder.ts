import { homedir } from "node:os";
import { join } from "node:path";

/** Where the engine keeps what it can do without: the runtime folder, where one is set. */
export const cacheFolder = (): string => process.env.OSSICLE_RUNTIME_DIR || platformCacheFolder();

/** Ossicle's folder in the platform's folder for caches. */
export function platformCacheFolder(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === "win32")
    return join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "Ossicle", "cache");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "Ossicle");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "ossicle");
}
