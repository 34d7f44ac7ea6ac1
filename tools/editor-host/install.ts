import { fileURLToPath } from "node:url";
import { ensureInstalled } from "../install.mjs";
import { buildTools, ensureSystemPackages, type SystemPackage } from "./system-packages.ts";

/** Installs the VS Code server unless it is there, and checks for the system packages that it and the caller need. */
export function ensureEditorHost(alsoNeeded: readonly SystemPackage[] = []): void {
  ensureSystemPackages([...buildTools(), ...alsoNeeded]);
  ensureInstalled(
    fileURLToPath(new URL(".", import.meta.url)),
    "Installing the VS Code server, code-server 4.139 (two to five minutes, once; 650 MB on disk) …",
  );
}
