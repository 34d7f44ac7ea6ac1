// Installs the npm packages of a folder when they are not what its lock file says. Plain JavaScript without
// dependencies: it runs on a bare clone, before anything is installed.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {string} folder holds package.json and package-lock.json
 * @param {string} announcement told before it starts
 * @param {string[]} [options] for `npm ci`
 */
export function ensureInstalled(folder, announcement, options = []) {
  if (isInstalled(folder)) return;
  console.log(announcement);
  runNpm(folder, "ci", ...options);
}

/** Runs npm in a folder. @param {string} folder @param {string[]} args @throws when it fails */
export function runNpm(folder, ...args) {
  const npm = npmCommand();
  // An npm that this one runs under hands on the name of its own Node, which packages check.
  const { npm_config_user_agent: _, ...env } = process.env;
  const { status, error } = spawnSync(npm.command, [...npm.args, ...args, "--loglevel=error"], {
    cwd: folder,
    env,
    stdio: ["ignore", "inherit", "inherit"],
    shell: npm.shell,
  });
  if (status !== 0) {
    throw new Error(
      `npm ${args[0]} failed in ${folder}${error ? ` (${error.message})` : ""}. What it needs: the npm registry, or the one in your .npmrc.`,
    );
  }
}

/** npm as it was started, so that the same version does the rest; else the one on the PATH. */
export function npmCommand() {
  const script = process.env.npm_execpath;
  return script?.endsWith(".js")
    ? { command: process.execPath, args: [script], shell: false }
    : { command: "npm", args: [], shell: process.platform === "win32" };
}

/** Compares the lock file with npm's own record of what it installed, which it writes last. */
function isInstalled(folder) {
  const wanted = packagesIn(join(folder, "package-lock.json"));
  const installed = packagesIn(join(folder, "node_modules", ".package-lock.json"));
  // Optional packages are for other platforms; the entry "" is the project itself.
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}

function packagesIn(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, "utf8")).packages;
  } catch {
    return {};
  }
}
