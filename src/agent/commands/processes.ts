/** The processes that a command has started, also those that no longer belong to it. */
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** In the environment of a command, and so of what it starts: whoever has it belongs to the command. */
export const MARK = "OSSICLE_COMMAND";

const run = promisify(execFile);
/** How long processes have to end by themselves. */
const GRACE_MS = 1_500;
/** Processes may start others while they are being ended. */
const ROUNDS = 20;

/**
 * Ends a command with all that it has started.
 *
 * @param leader its process, the first of a process group of its own where there are any
 * @param mark the value of `MARK` in its environment
 * @param keep a process that stays, such as the shell of a terminal
 */
export async function endFamily(leader: number, mark: string, keep?: number): Promise<void> {
  if (process.platform === "win32") {
    await run("taskkill", ["/pid", String(leader), "/T", "/F"]).catch(() => undefined);
    return;
  }
  const family = async () => (await familyOf(leader, mark)).filter((pid) => pid !== keep);
  const giveUp = Date.now() + GRACE_MS;
  for (const pid of await family()) signal(pid, "SIGTERM");
  let left = await family();
  while (left.length > 0 && Date.now() < giveUp) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    left = await family();
  }
  for (let round = 0; left.length > 0 && round < ROUNDS; round++) {
    for (const pid of left) signal(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 10));
    left = await family();
  }
}

/** Ends it without waiting: the window closes. */
export function killGroup(leader: number): void {
  signal(process.platform === "win32" ? leader : -leader, "SIGKILL");
}

/** Those that still run. A process that has ended and wasn't waited for is none. */
function familyOf(leader: number, mark: string): Promise<number[]> {
  return process.platform === "linux" ? byEnvironment(leader, mark) : byParents(leader);
}

/** Also finds what has left its parent, its group and its session. */
async function byEnvironment(leader: number, mark: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const belongs = await Promise.all(
    pids.map(async (pid) => {
      try {
        const stat = await readFile(`/proc/${pid}/stat`, "latin1");
        const [state, , group, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        if (state === "Z" || state === "X") return false;
        if (Number(group) === leader || Number(session) === leader) return true;
        return (await readFile(`/proc/${pid}/environ`, "latin1")).split("\0").includes(`${MARK}=${mark}`);
      } catch {
        // It has ended meanwhile, or is another user's.
        return false;
      }
    }),
  );
  return pids.filter((_, at) => belongs[at]).map(Number);
}

async function byParents(leader: number): Promise<number[]> {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat="]);
  const processes = stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state = "Z"]) => !state.startsWith("Z"))
    .map(([pid, parent, group]) => ({ pid: Number(pid), parent: Number(parent), group: Number(group) }));
  const family = new Set([leader]);
  let size: number;
  do {
    size = family.size;
    for (const { pid, parent, group } of processes)
      if (family.has(parent) || group === leader) family.add(pid);
  } while (family.size > size);
  return processes.flatMap(({ pid }) => (family.has(pid) ? [pid] : []));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
