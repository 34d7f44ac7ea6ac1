/**
 * A process that tries to take a lock when it is sent the path, and gives it back when it is sent "". With the argument
 * "no-links" it sees a file system without hard links, as some disks have it.
 */
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { type FileLock, tryLock } from "../../../common/file-lock.ts";

if (process.argv[2] === "no-links") {
  fs.link = () =>
    Promise.reject(Object.assign(new Error("EPERM: operation not permitted"), { code: "EPERM" }));
  syncBuiltinESMExports();
}

let lock: FileLock | undefined;

process.on("message", async (path: string) => {
  if (path === "") await lock?.release();
  lock = path === "" ? undefined : await tryLock(path);
  process.send?.(lock !== undefined);
});
process.send?.("ready");
