/**
 * llama.cpp's own programs, to compare with: built from the very sources that node-llama-cpp was built from (it
 * carries them as a git bundle), so nothing is fetched.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { cacheFolder } from "../../../tools/fixtures/cache.ts";
import { findProgram, outputOf } from "../command.ts";

const TARGETS = ["llama-server", "llama-bench"] as const;

/** A folder with llama.cpp's programs and the back ends that they load. */
export interface LlamaCpp {
  folder: string;
  /** Where its back ends come from, for the report. */
  backends: string;
}

/** The programs' build for a GPU; without one no back end is built, and those of node-llama-cpp are used. */
export interface CudaTarget {
  nvcc: string;
  /** As CMake names it: "90" for compute capability 9.0. */
  architecture: string;
}

export const isBuilt = (folder: string) => TARGETS.every((name) => existsSync(join(folder, name)));

/** Where the programs for this target are, or will be. */
export async function programsFolder(cuda: CudaTarget | undefined): Promise<string> {
  const name = cuda ? `build-cuda-sm${cuda.architecture}` : "build";
  return join(await releaseFolder(), name, "bin");
}

/** Builds the programs unless they are there already, and answers their folder. */
export async function buildLlamaCpp(cuda: CudaTarget | undefined): Promise<string> {
  const bin = await programsFolder(cuda);
  if (isBuilt(bin)) return bin;
  const source = await sourceFolder();
  const build = dirname(bin);
  const cmake = await findProgram("cmake");
  if (!cmake)
    throw new Error(
      "llama.cpp has to be built, and there is no cmake on the PATH. Install it, or name a folder with " +
        "llama-server and llama-bench in OSSICLE_LLAMA_CPP.",
    );
  const generator = (await findProgram("ninja")) ? ["-G", "Ninja"] : [];
  await runLogged(cmake, [...generator, "-S", source, "-B", build, ...configuration(cuda)]);
  const parallel = process.env.CMAKE_BUILD_PARALLEL_LEVEL ?? String(availableParallelism());
  await runLogged(cmake, ["--build", build, "--parallel", parallel, "--target", ...TARGETS]);
  return bin;
}

function configuration(cuda: CudaTarget | undefined): string[] {
  const options: Record<string, string> = {
    CMAKE_BUILD_TYPE: "Release",
    // Back ends are loaded when a program starts, so that node-llama-cpp's can stand in for them.
    GGML_BACKEND_DL: "ON",
    GGML_NATIVE: "OFF",
    // Names as in node-llama-cpp's libraries, so that its back ends find these; and the folder can be moved.
    CMAKE_PLATFORM_NO_VERSIONED_SONAME: "ON",
    CMAKE_BUILD_RPATH_USE_ORIGIN: "ON",
    ...(cuda
      ? {
          GGML_CUDA: "ON",
          CMAKE_CUDA_COMPILER: cuda.nvcc,
          CMAKE_CUDA_ARCHITECTURES: `${cuda.architecture}-real`,
        }
      : { GGML_CPU: "OFF" }),
    LLAMA_BUILD_TESTS: "OFF",
    LLAMA_BUILD_EXAMPLES: "OFF",
    LLAMA_BUILD_APP: "OFF",
    LLAMA_OPENSSL: "OFF",
    // The page in the browser would be fetched.
    LLAMA_BUILD_UI: "OFF",
    LLAMA_USE_PREBUILT_UI: "OFF",
  };
  return Object.entries(options).map(([name, value]) => `-D${name}=${value}`);
}

/**
 * A folder with the same programs that load node-llama-cpp's own back ends: the ones that Ossicle runs on. What is
 * left between the two is the binding and everything above it.
 */
export async function withShippedBackends(bin: string, gpu: "cuda" | false): Promise<LlamaCpp> {
  const shipped = shippedBackends(gpu);
  const folder = join(dirname(bin), `bin-shipped-${gpu === false ? "cpu" : gpu}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const name of TARGETS) await copyFile(join(bin, name), join(folder, name));
  for (const name of await readdir(bin))
    if (name.includes(".so") && !isBackend(name)) await symlink(join(bin, name), join(folder, name));
  for (const name of await readdir(shipped))
    if (isBackend(name)) await symlink(join(shipped, name), join(folder, name));
  return { folder, backends: "node-llama-cpp's own" };
}

/** The folder of node-llama-cpp's native libraries on this platform. */
export function shippedBackends(gpu: "cuda" | false): string {
  const name = `linux-${process.arch}${gpu === false ? "" : `-${gpu}`}`;
  return fileURLToPath(
    new URL(`../../../node_modules/@node-llama-cpp/${name}/bins/${name}`, import.meta.url),
  );
}

const isBackend = (name: string) => /^libggml-(?:cpu|cuda)\b.*\.so$/.test(name);

const BUNDLE = "llama/gitRelease.bundle";
const NODE_LLAMA_CPP = new URL("../../../node_modules/node-llama-cpp/", import.meta.url);
const releaseFile = v.object({ tag: v.pipe(v.string(), v.regex(/^[\w.-]+$/)) });

/** The release of llama.cpp that node-llama-cpp was built from. */
export async function llamaCppRelease(): Promise<string> {
  const info = await readFile(new URL("llama/llama.cpp.info.json", NODE_LLAMA_CPP), "utf8");
  return v.parse(releaseFile, JSON.parse(info)).tag;
}

async function releaseFolder(): Promise<string> {
  return join(cacheFolder(), "llama.cpp", await llamaCppRelease());
}

/** The sources, taken out of node-llama-cpp's bundle when they aren't there yet. */
export async function sourceFolder(): Promise<string> {
  const source = join(await releaseFolder(), "source");
  if (existsSync(source)) return source;
  const bundle = fileURLToPath(new URL(BUNDLE, NODE_LLAMA_CPP));
  if (!existsSync(bundle))
    throw new Error(
      `node-llama-cpp's sources of llama.cpp are missing: ${bundle}. Install it from npm again.`,
    );
  await mkdir(dirname(source), { recursive: true });
  const aside = `${source}.${process.pid}.tmp`;
  await outputOf("git", ["-c", "advice.detachedHead=false", "clone", "--quiet", bundle, aside]);
  await rename(aside, source);
  return source;
}

/** Shows what a long-running program says while it runs. */
async function runLogged(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw new Error(`${program} ${args.slice(0, 4).join(" ")} … ended with ${code}.`);
}
