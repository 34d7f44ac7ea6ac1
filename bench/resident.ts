/** What a process has in memory (Linux). */
import { readFile } from "node:fs/promises";

/** Bytes of the process's resident set. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return 1_024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
}
