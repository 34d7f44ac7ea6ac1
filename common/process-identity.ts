/** Distinguishes a process from another one that later got the same id. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { isCode } from "./errors.ts";

const run = promisify(execFile);

let ownStartTime: Promise<string> | undefined;

/** Whether a process with this id runs, also another user's. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // It is there, but another user's.
    return isCode(error, "EPERM");
  }
}

/** Linux keeps an ended process until its parent takes note. In a container that may take seconds, or never happen. */
function isZombie(pid: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    return behindName(readFileSync(`/proc/${pid}/stat`, "utf8")).startsWith("Z");
  } catch {
    return false;
  }
}

/** Fields of proc(5)'s stat from the third on, the state. The second, the name in parentheses, may hold spaces. */
const behindName = (stat: string) => stat.slice(stat.lastIndexOf(")") + 2);

/** Whether the process that had this id and start time is still there. In doubt it is. */
export async function isSameProcessAlive(pid: number, startTime: string): Promise<boolean> {
  if (!isProcessAlive(pid)) return false;
  const current = await processStartTime(pid);
  return current === startTime || current === "" || startTime === "";
}

/** When the process started, as an opaque text that is equal for the same process; "" when the system doesn't say. */
export function processStartTime(pid: number): Promise<string> {
  if (pid !== process.pid) return readStartTime(pid);
  ownStartTime ??= readStartTime(pid);
  return ownStartTime;
}

async function readStartTime(pid: number): Promise<string> {
  try {
    if (process.platform === "linux") {
      // Field 22.
      return behindName(await readFile(`/proc/${pid}/stat`, "utf8")).split(" ")[19] ?? "";
    }
    if (process.platform === "win32") {
      const script = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`;
      return (await run("powershell.exe", ["-NoProfile", "-Command", script])).stdout.trim();
    }
    return (await run("ps", ["-p", String(pid), "-o", "lstart="])).stdout.trim();
  } catch {
    return "";
  }
}
