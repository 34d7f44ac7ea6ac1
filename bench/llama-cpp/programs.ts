/** Which builds of llama.cpp's own programs a run compares with. */
import { findProgram } from "../command.ts";
import { type Gpu, isBuilt } from "./built.ts";
import { buildForCuda, type CudaTarget, cudaFolder } from "./cuda-build.ts";
import { buildWithShipped } from "./shipped-build.ts";

/** A folder with llama.cpp's programs and the libraries that they load. */
export interface LlamaCpp {
  folder: string;
  /** Where its back ends come from, for the report. */
  backends: string;
}

/**
 * The first one is compared with; the others tell what the back end's build is worth.
 *
 * With nvcc, llama.cpp is built for this very GPU. Without it, or where that build fails, its programs are linked with
 * node-llama-cpp's libraries, which Ossicle runs on: what is left between the two is the binding and everything above
 * it. `OSSICLE_LLAMA_CPP` names a folder with programs and back ends that are built already.
 */
export async function findLlamaCpp(gpu: Gpu, cuda?: CudaTarget): Promise<[LlamaCpp, ...LlamaCpp[]]> {
  const given = process.env.OSSICLE_LLAMA_CPP;
  if (given) {
    if (!isBuilt(given))
      throw new Error(`OSSICLE_LLAMA_CPP is ${given}, where there are no llama-server and llama-bench.`);
    return [{ folder: given, backends: "OSSICLE_LLAMA_CPP" }];
  }
  const own = cuda && (await tryBuild(cuda));
  const shipped = { folder: await buildWithShipped(gpu), backends: "node-llama-cpp's own" };
  return own ? [{ folder: own, backends: `built for sm_${cuda.architecture}` }, shipped] : [shipped];
}

async function tryBuild(cuda: CudaTarget): Promise<string | undefined> {
  if (!isBuilt(await cudaFolder(cuda)) && !(await findProgram("cmake"))) return undefined;
  try {
    return await buildForCuda(cuda);
  } catch (error) {
    console.log(`llama.cpp can't be built with ${cuda.nvcc}: ${(error as Error).message}`);
    console.log("Its programs use node-llama-cpp's CUDA back end instead.");
    return undefined;
  }
}
