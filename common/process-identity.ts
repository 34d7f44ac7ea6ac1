/** Tells one process from another that later got the same id. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When the process started, as an opaque text that is equal for the same process; "" when it can't be told. */
export async function processStartTime(pid: number): Promise<string> {
  try {
    if (process.platform === "linux") {
      // Field 22 of proc(5)'s stat; the second field, the name in parentheses, may hold spaces.
      const stat = await readFile(`/proc/${pid}/stat`, "utf8");
      return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
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
