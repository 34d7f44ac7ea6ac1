// `node tools/setup.mjs SCRIPT [ARGUMENTS]`: makes a bare clone ready, then runs the npm script. Plain JavaScript
// without dependencies, for the machine's own Node; the scripts themselves run on the Node of node_modules/.bin.
import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled, npmCommand } from "./install.mjs";

const OLDEST_NODE = 20;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [script, ...scriptArguments] = process.argv.slice(2);

const major = Number(process.versions.node.split(".")[0]);
if (major < OLDEST_NODE) {
  console.error(
    `Node.js ${OLDEST_NODE} or newer is required, but this is ${process.version}. See https://nodejs.org`,
  );
  process.exit(1);
}
try {
  ensureInstalled(
    root,
    "Installing the npm packages (about a minute, the first time and when they change) …",
  );
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const npm = npmCommand();
const child = spawn(npm.command, [...npm.args, "run", "--silent", script, "--", ...scriptArguments], {
  cwd: root,
  stdio: "inherit",
  shell: npm.shell,
});
// Ctrl+C reaches the child by itself, as the whole foreground gets it; here it must only not end the wait.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
// The shell of an outer npm doesn't hand a signal on; what is left without a parent ends too.
const parent = process.ppid;
setInterval(() => process.ppid === parent || child.kill("SIGTERM"), 1_000).unref();
child.once("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
