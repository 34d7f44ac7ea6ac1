/** The platforms that a VSIX is made for, and the native packages of node-llama-cpp that each one gets. */

export interface Target {
  os: "linux" | "darwin" | "win32";
  cpu: "x64" | "arm64";
  /** Packages under `@node-llama-cpp/`: the CPU's and those of the GPUs that need nothing but a driver. */
  native: readonly string[];
  /** For a variant of its own: they are large, and need NVIDIA's libraries on the machine. */
  cuda?: readonly string[];
}

/** By the names that VS Code has for them. */
export const TARGETS = {
  "linux-x64": {
    os: "linux",
    cpu: "x64",
    native: ["linux-x64", "linux-x64-vulkan"],
    cuda: ["linux-x64-cuda", "linux-x64-cuda-ext"],
  },
  "linux-arm64": { os: "linux", cpu: "arm64", native: ["linux-arm64"] },
  "darwin-arm64": { os: "darwin", cpu: "arm64", native: ["mac-arm64-metal"] },
  "darwin-x64": { os: "darwin", cpu: "x64", native: ["mac-x64"] },
  "win32-x64": {
    os: "win32",
    cpu: "x64",
    native: ["win-x64", "win-x64-vulkan"],
    cuda: ["win-x64-cuda", "win-x64-cuda-ext"],
  },
  "win32-arm64": { os: "win32", cpu: "arm64", native: ["win-arm64"] },
} as const satisfies Record<string, Target>;

export type TargetName = keyof typeof TARGETS;

export const TARGET_NAMES = Object.keys(TARGETS) as TargetName[];

export const isTargetName = (name: string): name is TargetName => Object.hasOwn(TARGETS, name);

/** The target of this machine, undefined on one that no VSIX is made for. */
export function targetOfThisMachine(): TargetName | undefined {
  const name = `${process.platform}-${process.arch}`;
  return isTargetName(name) ? name : undefined;
}

/** Full names of the native packages for a target. Throws when there is no CUDA for it. */
export function nativePackageNames(name: TargetName, withCuda: boolean): string[] {
  const target: Target = TARGETS[name];
  if (withCuda && target.cuda === undefined)
    throw new Error(`There is no CUDA back end for ${name}. It exists for ${cudaTargets().join(" and ")}.`);
  return [...target.native, ...((withCuda && target.cuda) || [])].map((part) => `@node-llama-cpp/${part}`);
}

const cudaTargets = () => TARGET_NAMES.filter((name) => "cuda" in TARGETS[name]);
