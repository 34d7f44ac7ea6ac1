/**
 * What npm can't install: the tools that code-server's native modules are built with; for the tests, a browser and a
 * GPU in software.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findBrowser } from "./browser.ts";

export interface SystemPackage {
  /** Its name in Debian and Ubuntu. */
  name: string;
  present(): boolean;
}

const BUILD_TOOLS: readonly SystemPackage[] = [
  { name: "python3", present: () => onPath("python3") },
  { name: "make", present: () => onPath("make") },
  { name: "g++", present: () => onPath("g++") },
];

export const BROWSER: SystemPackage = { name: "chromium", present: () => findBrowser() !== undefined };

/** Mesa's software GPU: a Vulkan device on the CPU, to test with what a GPU does. */
export const SOFTWARE_GPU: SystemPackage = {
  name: "mesa-vulkan-drivers",
  present: () => filesIn("/usr/share/vulkan/icd.d").some((name) => name.startsWith("lvp_icd")),
};

/** What node-llama-cpp's addon for Vulkan is compiled with. */
export const VULKAN_HEADERS: SystemPackage = {
  name: "libvulkan-dev",
  present: () => existsSync("/usr/include/vulkan/vulkan.hpp"),
};

/** What the agent's commands are put into. */
export const BUBBLEWRAP: SystemPackage = { name: "bubblewrap", present: () => onPath("bwrap") };

/** For networks in a namespace. Its program lies where not everybody's path leads. */
export const IPROUTE: SystemPackage = {
  name: "iproute2",
  present: () => onPath("ip") || ["/usr/sbin/ip", "/sbin/ip"].some((path) => existsSync(path)),
};

/** Needed where code-server is to be installed. macOS and its command line tools have all but a browser. */
export const buildTools = (): readonly SystemPackage[] => (process.platform === "linux" ? BUILD_TOOLS : []);

/**
 * Sees to it that the packages are there: as root with apt-get they are installed.
 * Otherwise throws an error whose message is the one line that installs them.
 */
export function ensureSystemPackages(wanted: readonly SystemPackage[]): void {
  const missing = () => wanted.filter((item) => !item.present()).map(({ name }) => name);
  const names = missing();
  if (names.length === 0) return;
  if (process.getuid?.() === 0 && onPath("apt-get")) {
    console.log(`Installing system packages (about a minute): ${names.join(" ")}`);
    apt("update");
    apt("install", "--yes", "--no-install-recommends", ...names);
    if (missing().length === 0) return;
  }
  throw new Error(
    `These system packages are missing: ${missing().join(", ")}. Install them, then run the command again:\n\n` +
      `  ${installLine(missing())}\n`,
  );
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function installLine(names: readonly string[]): string {
  if (process.platform === "darwin") return `brew install --cask ${names.join(" ")}`;
  return `sudo apt-get update && sudo apt-get install --yes ${names.join(" ")}`;
}

function apt(...args: string[]): void {
  // Another program may be installing something, too.
  spawnSync("apt-get", ["--quiet=2", "--option=DPkg::Lock::Timeout=300", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

export function onPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}
