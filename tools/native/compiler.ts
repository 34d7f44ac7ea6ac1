/** The command lines of compilers: GCC and Clang here, Microsoft's in msvc.ts. */
import { join } from "node:path";
import { cpuBinariesFrom, type Variant } from "./variants.ts";

export interface Compilation {
  source: string;
  object: string;
  includes: readonly string[];
  definitions: Record<string, string | undefined>;
  variant: Variant;
}

export interface Linking {
  objects: readonly string[];
  /** The folder of the package's libraries, and the names of those in it that the addon calls. */
  libraries: { folder: string; names: readonly string[] };
  /** The addon that is made. */
  addon: string;
  /** For files on the way there. */
  workshop: string;
  variant: Variant;
}

/** What to compile with, from where it begins to differ between systems. */
export interface Compiler {
  /** What it says of itself: another compiler makes another addon. */
  identity: string;
  /** Where it runs in another environment than this process. */
  environment?: NodeJS.ProcessEnv;
  /** The end of an object file's name. */
  objectEnding: string;
  compile(what: Compilation): string[];
  /** Commands, one after the other. */
  link(what: Linking): Promise<string[][]>;
}

/** Those of node-llama-cpp itself; it is compiled as C++17 against version 7 of Node-API. */
export const COMMON_DEFINITIONS = {
  NDEBUG: undefined,
  NAPI_VERSION: "7",
  LLAMA_SHARED: undefined,
  GGML_SHARED: undefined,
  GGML_BACKEND_SHARED: undefined,
} as const;

/** As a compiler's arguments; `flag` is "-D" or "/D". */
export const definitionFlags = (flag: string, definitions: Record<string, string | undefined>): string[] =>
  Object.entries(definitions).map(([name, value]) =>
    value === undefined ? `${flag}${name}` : `${flag}${name}=${value}`,
  );

/** The libraries among a package's files that the addon calls; what it loads when it runs isn't among them. */
export const linkedLibraries = (files: readonly string[], ending: RegExp): string[] =>
  files.filter((file) => /^(?:lib)?(?:llama-common|llama|ggml|ggml-base)\./.test(file) && ending.test(file));

/** GCC or Clang by the name of its program. */
export function unixCompiler(program: string, identity: string): Compiler {
  return {
    identity,
    objectEnding: ".o",
    compile: ({ source, object, includes, definitions, variant }) => [
      program,
      ...["-std=c++17", "-O3", "-fPIC", "-fexceptions", "-w"],
      ...architecture(variant),
      ...definitionFlags("-D", { ...COMMON_DEFINITIONS, ...definitions }),
      ...includes.map((folder) => `-I${folder}`),
      ...["-c", source, "-o", object],
    ],
    link: async ({ objects, libraries: { folder, names }, addon, variant }) => [
      variant.os === "darwin"
        ? [
            program,
            ...architecture(variant),
            // What Node brings is found when it loads the addon.
            ...["-bundle", "-undefined", "dynamic_lookup", "-o", addon, ...objects],
            ...names.map((name) => join(folder, name)),
            ...["-Wl,-rpath,@loader_path", "-Wl,-x"],
          ]
        : [
            program,
            ...["-shared", "-o", addon, ...objects, `-L${folder}`, ...names.map((name) => `-l:${name}`)],
            ...(variant.vulkan ? ["-l:libvulkan.so.1"] : []),
            `-Wl,-rpath,${runPath(variant)}`,
            ...["-Wl,-soname,llama-addon.node", "-Wl,--strip-all"],
          ],
    ],
  };
}

/** Libraries are looked for beside the addon, then among those of the CPU's package. */
const runPath = ({ cpuPackage }: Variant) =>
  ["$ORIGIN", ...(cpuPackage ? [`$ORIGIN/${cpuBinariesFrom(cpuPackage)}`] : [])].join(":");

/** Apple's compiler makes either from either. */
const architecture = ({ os, cpu }: Variant) =>
  os === "darwin" ? ["-arch", cpu === "x64" ? "x86_64" : "arm64"] : [];
