/** What Linux has to show that nothing leaves this machine. */

import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { messageOf } from "../../common/errors.ts";
import {
  ensureSystemPackages,
  IPROUTE,
  onPath,
  type SystemPackage,
} from "../../tools/editor-host/system-packages.ts";

const execFileAsync = promisify(execFile);

const IN_NAMESPACE = [
  ...["unshare", "--map-root-user", "--net", "--", "sh", "-c"],
  // Where "ip" lies isn't on everybody's path.
  'PATH="$PATH:/usr/sbin:/sbin" ip link set lo up && exec "$@"',
  "sh",
];
const MAX_OUTPUT_BYTES = 50_000_000;

export const STRACE: SystemPackage = { name: "strace", present: () => onPath("strace") };

/** Skips the hook's suite, with a reason, where this isn't Linux or the user may not do it. Under CI that is an error. */
export function skipUnless(hook: Mocha.Context, can: () => void): void {
  if (process.platform !== "linux") {
    console.warn("Skipped: it takes Linux to see what a program connects to.");
    hook.skip();
  }
  try {
    can();
  } catch (error) {
    if (process.env.CI) throw error;
    console.warn(`Skipped. ${messageOf(error)}`);
    hook.skip();
  }
}

/** @throws an Error with a sentence for the user */
export function canIsolate(): void {
  ensureSystemPackages([IPROUTE]);
  const [program = "", ...args] = inOwnNetwork(["true"]);
  if (!succeeds(program, ...args))
    throw new Error(
      "This user may not make a network namespace (unshare --map-root-user --net fails). On Ubuntu: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    );
}

/** @throws an Error with a sentence for the user */
export function canTrace(): void {
  ensureSystemPackages([STRACE]);
  if (!succeeds("strace", "-f", "-e", "trace=connect", "-o", "/dev/null", "true"))
    throw new Error(
      "This user may not trace processes (strace fails): see /proc/sys/kernel/yama/ptrace_scope.",
    );
}

/** A command in a network namespace of its own, which has a loopback interface and nothing else. */
export const inOwnNetwork = (command: readonly string[]): string[] => [...IN_NAMESPACE, ...command];

/** Runs a command in a network of its own. Rejects with what it has printed. */
export async function isolated(command: readonly string[], timeoutMs: number): Promise<string> {
  const [program = "", ...args] = inOwnNetwork(command);
  try {
    const { stdout } = await execFileAsync(program, args, {
      maxBuffer: MAX_OUTPUT_BYTES,
      timeout: timeoutMs,
    });
    return stdout;
  } catch (error) {
    const printed = error instanceof Error && "stdout" in error ? String(error.stdout) : "";
    throw new Error(`It failed, and printed:\n${printed}`, { cause: error });
  }
}

/** What stands before a command to have all its connections, and those of its children, written to a file. */
export function traced(output: string): string[] {
  return [
    "strace",
    "-f",
    "--seccomp-bpf",
    "-qq",
    "-s",
    "0",
    "-e",
    "trace=connect,bind,sendto,sendmsg,sendmmsg",
    "-o",
    output,
  ];
}

function succeeds(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
