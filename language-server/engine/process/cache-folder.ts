import { homedir } from "node:os";
import { join } from "node:path";

/** Ossicle's folder in the platform's folder for caches. */
export function cacheFolder(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === "win32")
    return join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "Ossicle", "cache");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "Ossicle");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "ossicle");
}
