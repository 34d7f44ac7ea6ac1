/** The processes behind the extension: the language server, a child of the extension host, and the engine. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The language server's process id, undefined while there is none. */
export function serverPid(): number | undefined {
  const processes = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" });
  for (const line of processes.split("\n")) {
    const [pid, parent, ...args] = line.trim().split(/\s+/);
    if (Number(parent) === process.pid && args.some((argument) => argument.endsWith("dist/server.mjs")))
      return Number(pid);
  }
  return undefined;
}

/** The engine's process id, undefined while there is none. */
export function enginePid(): number | undefined {
  const folder = process.env.OSSICLE_RUNTIME_DIR;
  if (folder === undefined) throw new Error("The runner of this suite sets OSSICLE_RUNTIME_DIR.");
  try {
    const { pid }: { pid: number } = JSON.parse(readFileSync(join(folder, "engine-2.json"), "utf8"));
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}
