/** Programs that start further processes, ended together: also when this process is killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const GUARD = fileURLToPath(new URL("./guard.ts", import.meta.url));
const STOP_TIMEOUT_MS = 5_000;

export interface ProcessGroup {
  /** What the program writes, stdout and stderr together. */
  output: Readable;
  /** Resolves when the program has ended. */
  ended: Promise<unknown>;
  /** Ends the program and what it started, and waits for it. */
  stop(): Promise<void>;
}

/** Starts a Node script in a process group of its own, under a guard that ends the group when this process is gone. */
export function startGroup(script: string, args: readonly string[], env: NodeJS.ProcessEnv): ProcessGroup {
  const guard = spawn(process.execPath, [GUARD, script, ...args], {
    detached: true,
    env,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const ended = once(guard, "exit");
  return {
    output: guard.stdout ?? Readable.from([]),
    ended,
    async stop() {
      signalGroup(guard, "SIGTERM");
      const timer = setTimeout(() => signalGroup(guard, "SIGKILL"), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
      // Children that ignored the first signal are without a parent now.
      signalGroup(guard, "SIGKILL");
    },
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone.
  }
}
