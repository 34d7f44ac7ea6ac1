import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled, runNpm } from "../install.mjs";
import { buildTools, ensureSystemPackages, type SystemPackage } from "./system-packages.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const VS_CODE = join(FOLDER, "node_modules", "code-server", "lib", "vscode");
/** Written last, so that an installation that was cut off is done again. */
const COMPLETE = join(VS_CODE, "installed");
/**
 * What the server needs of its packages that are compiled here. code-server's own script also compiles SQLite,
 * Kerberos and Argon2, which takes two minutes more: for its agents, proxies with a login, and its own login page.
 */
const NATIVE_PACKAGES = ["@vscode/spdlog", "@vscode/native-watchdog"];
const WITHOUT_SCRIPTS = "--ignore-scripts";

/** Installs the VS Code server unless it is there, and checks for the system packages that it and the caller need. */
export function ensureEditorHost(alsoNeeded: readonly SystemPackage[] = []): void {
  ensureSystemPackages([...buildTools(), ...alsoNeeded]);
  ensureInstalled(
    FOLDER,
    "Installing the VS Code server, code-server 4.139 (about a minute, once; 600 MB on disk) …",
    [WITHOUT_SCRIPTS],
  );
  if (existsSync(COMPLETE)) return;
  for (const folder of [VS_CODE, join(VS_CODE, "extensions")])
    runNpm(folder, "install", "--omit=dev", WITHOUT_SCRIPTS);
  runNpm(VS_CODE, "rebuild", ...NATIVE_PACKAGES);
  writeFileSync(COMPLETE, "");
}
