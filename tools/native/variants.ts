/** The native packages of node-llama-cpp that an addon is built for, by their names under `@node-llama-cpp/`. */

export interface Variant {
  os: "linux" | "darwin" | "win32";
  cpu: "x64" | "arm64";
  /** The addon itself asks Vulkan about the GPU; CUDA's and Metal's is as the CPU's. */
  vulkan?: true;
  /** The package whose libraries for the CPU this one's addon uses as well. */
  cpuPackage?: string;
}

export const VARIANTS = {
  "linux-x64": { os: "linux", cpu: "x64" },
  "linux-x64-vulkan": { os: "linux", cpu: "x64", vulkan: true, cpuPackage: "linux-x64" },
  "linux-x64-cuda": { os: "linux", cpu: "x64", cpuPackage: "linux-x64" },
  "linux-arm64": { os: "linux", cpu: "arm64" },
  "mac-arm64-metal": { os: "darwin", cpu: "arm64" },
  "mac-x64": { os: "darwin", cpu: "x64" },
  "win-x64": { os: "win32", cpu: "x64" },
  "win-x64-vulkan": { os: "win32", cpu: "x64", vulkan: true, cpuPackage: "win-x64" },
  "win-x64-cuda": { os: "win32", cpu: "x64", cpuPackage: "win-x64" },
  "win-arm64": { os: "win32", cpu: "arm64" },
} as const satisfies Record<string, Variant>;

export type VariantName = keyof typeof VARIANTS;

export const VARIANT_NAMES = Object.keys(VARIANTS) as VariantName[];

export const isVariantName = (name: string): name is VariantName => Object.hasOwn(VARIANTS, name);

/** The file that is replaced in each. */
export const ADDON = "llama-addon.node";

/** The folder of a package's binaries in the package. */
export const binariesIn = (name: string) => `bins/${name}`;

/** The binaries of the CPU's package, seen from those of another package beside it. */
export const cpuBinariesFrom = (cpuPackage: string) => `../../../${cpuPackage}/${binariesIn(cpuPackage)}`;

/** What the compiler is to define for the sources that look at it. */
export function definitions(variant: Variant): Record<string, string | undefined> {
  return {
    ...(variant.vulkan ? { GPU_INFO_USE_VULKAN: undefined } : {}),
    ...(variant.cpuPackage ? { CPU_BACKENDS_FOLDER: `"${cpuBinariesFrom(variant.cpuPackage)}"` } : {}),
  };
}
