/** Which builds of llama.cpp a run compares with. */
import { findProgram } from "../command.ts";
import {
  buildLlamaCpp,
  type CudaTarget,
  isBuilt,
  type LlamaCpp,
  programsFolder,
  withShippedBackends,
} from "./llama-cpp.ts";

/**
 * The first one is compared with; the others tell what the back end's build is worth.
 *
 * With nvcc, llama.cpp is built for this very GPU. Without it, or where that build fails, its programs load
 * node-llama-cpp's back ends. `OSSICLE_LLAMA_CPP` names a folder with programs and back ends that are built already.
 */
export async function findLlamaCpp(
  gpu: "cuda" | false,
  cuda: CudaTarget | undefined,
): Promise<[LlamaCpp, ...LlamaCpp[]]> {
  const given = process.env.OSSICLE_LLAMA_CPP;
  if (given) {
    if (!isBuilt(given))
      throw new Error(`OSSICLE_LLAMA_CPP is ${given}, where there are no llama-server and llama-bench.`);
    return [{ folder: given, backends: "OSSICLE_LLAMA_CPP" }];
  }
  const own = cuda && (await tryBuild(cuda));
  if (!own) return [await withShippedBackends(await buildLlamaCpp(undefined), gpu)];
  return [
    { folder: own, backends: `built for sm_${cuda.architecture}` },
    await withShippedBackends(own, gpu),
  ];
}

async function tryBuild(cuda: CudaTarget): Promise<string | undefined> {
  if (!isBuilt(await programsFolder(cuda)) && !(await findProgram("cmake"))) return undefined;
  try {
    return await buildLlamaCpp(cuda);
  } catch (error) {
    console.log(`llama.cpp can't be built with ${cuda.nvcc}: ${(error as Error).message}`);
    console.log("Its programs load node-llama-cpp's CUDA back end instead.");
    return undefined;
  }
}
