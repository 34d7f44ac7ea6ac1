/** llama.cpp's own programs with a CUDA back end for one GPU alone, as who builds llama.cpp for it would have them. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { llamaCppSources, releaseFolder } from "../../tools/native/sources.ts";
import { findProgram } from "../command.ts";
import { isBuilt, PROGRAMS } from "./built.ts";

export interface CudaTarget {
  nvcc: string;
  /** As CMake names it: "90" for compute capability 9.0. */
  architecture: string;
}

/** Where the programs for this target are, or will be. */
export async function cudaFolder({ architecture }: CudaTarget): Promise<string> {
  return join(await releaseFolder(), `build-cuda-sm${architecture}`, "bin");
}

/** Builds the programs unless they are there already, and answers their folder. */
export async function buildForCuda(cuda: CudaTarget): Promise<string> {
  const bin = await cudaFolder(cuda);
  if (isBuilt(bin)) return bin;
  const source = await llamaCppSources();
  const build = dirname(bin);
  const cmake = await findProgram("cmake");
  if (!cmake) throw new Error("There is no cmake on the PATH.");
  const generator = (await findProgram("ninja")) ? ["-G", "Ninja"] : [];
  await runLogged(cmake, [...generator, "-S", source, "-B", build, ...configuration(cuda)]);
  const parallel = process.env.CMAKE_BUILD_PARALLEL_LEVEL ?? String(availableParallelism());
  await runLogged(cmake, ["--build", build, "--parallel", parallel, "--target", ...PROGRAMS]);
  return bin;
}

function configuration({ nvcc, architecture }: CudaTarget): string[] {
  const options: Record<string, string> = {
    CMAKE_BUILD_TYPE: "Release",
    GGML_BACKEND_DL: "ON",
    GGML_NATIVE: "OFF",
    CMAKE_BUILD_RPATH_USE_ORIGIN: "ON",
    GGML_CUDA: "ON",
    CMAKE_CUDA_COMPILER: nvcc,
    CMAKE_CUDA_ARCHITECTURES: `${architecture}-real`,
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

/** Shows what a long-running program says while it runs. */
async function runLogged(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw new Error(`${program} ${args.slice(0, 4).join(" ")} … ended with ${code}.`);
}
