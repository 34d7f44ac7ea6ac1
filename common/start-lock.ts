/** Decides which of several servers starts the engine: whoever creates the lock file, until the engine listens. */
import { readFile, rm, writeFile } from "node:fs/promises";
import * as v from "valibot";
import { isProcessAlive, processStartTime } from "./process-identity.ts";

const ownerSchema = v.object({ pid: v.number(), startTime: v.string() });

export interface StartLock {
  release(): Promise<void>;
}

/** Takes the lock, or answers undefined while another living process holds it. A dead holder's lock is removed. */
export async function tryStartLock(path: string): Promise<StartLock | undefined> {
  const owner = { pid: process.pid, startTime: await processStartTime(process.pid) };
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(path, JSON.stringify(owner), { flag: "wx", mode: 0o600 });
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        // Without space the file was created and could not be written.
        await rm(path, { force: true });
        throw error;
      }
      if (!(await isStale(path))) return undefined;
      await rm(path, { force: true });
    }
  }
  return undefined;
}

async function isStale(path: string): Promise<boolean> {
  try {
    const owner = v.safeParse(ownerSchema, JSON.parse(await readFile(path, "utf8")));
    if (!owner.success) return true;
    const { pid, startTime } = owner.output;
    return !isProcessAlive(pid) || (await processStartTime(pid)) !== startTime;
  } catch (error) {
    // Not there any more: free. Half written: its owner is writing it just now.
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}
