/** Runs a script as the head of a process group; see process-group.ts. */
import { spawn } from "node:child_process";

const [script, ...args] = process.argv.slice(2);
if (script === undefined) throw new Error("Usage: guard.ts SCRIPT [ARGUMENTS]");

const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "inherit", process.stdout] });
child.once("exit", (code) => process.exit(code ?? 1));

// The channel closes when the process at its other end dies, however it dies.
process.once("disconnect", () => process.kill(-process.pid, "SIGKILL"));
// The group gets the signal too: the guard stays to tell how its child ended.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
