/** A client for lifecycle.test.ts that starts a server, tells its process id, and waits to be killed. */
import { spawn } from "node:child_process";

const [server, transport] = process.argv.slice(2);
if (server === undefined || transport === undefined) throw new Error("Which server, and over what?");
const child = spawn(process.execPath, [server, transport], {
  stdio: transport === "--node-ipc" ? ["ignore", "ignore", "inherit", "ipc"] : ["pipe", "pipe", "inherit"],
});
process.send?.(child.pid);
