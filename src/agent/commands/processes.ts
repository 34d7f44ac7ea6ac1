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

/** How a command's processes are found. */
export interface Family {
  /** The value of `MARK` in its environment. */
  mark: string;
  /** Its first process, and of a process group of its own where there are any; or the shell that runs it, which stays. */
  of: { leader: number } | { shell: number };
}

/** Ends a command with all that it has started. */
export async function endFamily(family: Family): Promise<void> {
  if (process.platform === "win32") {
    const pid = "leader" in family.of ? family.of.leader : family.of.shell;
    await run("taskkill", ["/pid", String(pid), "/T", "/F"]).catch(() => undefined);
    return;
  }
  const members = () => (process.platform === "linux" ? byEnvironment(family) : byParents(family));
  const giveUp = Date.now() + GRACE_MS;
  for (const pid of await members()) signal(pid, "SIGTERM");
  let left = await members();
  while (left.length > 0 && Date.now() < giveUp) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    left = await members();
  }
  for (let round = 0; left.length > 0 && round < ROUNDS; round++) {
    for (const pid of left) signal(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 10));
    left = await members();
  }
}

/** Ends it without waiting: the window closes. */
export function killGroup(leader: number): void {
  signal(process.platform === "win32" ? leader : -leader, "SIGKILL");
}

/** Also finds what has left its parent, its group and its session. What has ended and wasn't waited for is none. */
async function byEnvironment({ of, mark }: Family): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const belongs = await Promise.all(
    pids.map(async (pid) => {
      try {
        const stat = await readFile(`/proc/${pid}/stat`, "latin1");
        const [state, , group, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        if (state === "Z" || state === "X") return false;
        if ("leader" in of && [group, session].map(Number).includes(of.leader)) return true;
        return (await readFile(`/proc/${pid}/environ`, "latin1")).split("\0").includes(`${MARK}=${mark}`);
      } catch {
        // It has ended meanwhile, or is another user's.
        return false;
      }
    }),
  );
  return pids.filter((_, at) => belongs[at]).map(Number);
}

async function byParents({ of }: Family): Promise<number[]> {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat="]);
  const processes = stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state = "Z"]) => !state.startsWith("Z"))
    .map(([pid, parent, group]) => ({ pid: Number(pid), parent: Number(parent), group: Number(group) }));
  const first = "leader" in of ? of.leader : of.shell;
  const family = new Set([first]);
  let size: number;
  do {
    size = family.size;
    for (const { pid, parent, group } of processes)
      if (family.has(parent) || ("leader" in of && group === first)) family.add(pid);
  } while (family.size > size);
  if ("shell" in of) family.delete(first);
  return processes.flatMap(({ pid }) => (family.has(pid) ? [pid] : []));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
