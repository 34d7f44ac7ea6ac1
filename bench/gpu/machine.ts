/** What the machine has of what a run needs, and in plain words what is missing. */
import { existsSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { cpus, freemem, totalmem } from "node:os";
import { dirname } from "node:path";
import { cacheFolder } from "../../tools/fixtures/cache.ts";
import { findProgram } from "../command.ts";
import { shippedLibraries } from "../llama-cpp/built.ts";
import type { CudaTarget } from "../llama-cpp/cuda-build.ts";
import { findCudaLibraries } from "../llama-cpp/cuda-libraries.ts";
import { type Gpu, readGpu } from "./nvidia-smi.ts";

export interface Machine {
  /** Named values, in the order to show them. */
  facts: [name: string, value: string][];
  /** Each a sentence: what is missing and what to do. Empty when the run can begin. */
  problems: string[];
  gpu?: Gpu;
  /** What llama.cpp can be built for here. */
  cuda?: CudaTarget;
  /** For LD_LIBRARY_PATH, so that CUDA's libraries are found. */
  libraryFolders: string[];
}

/** Bytes that the run's model takes. */
export interface Needs {
  onDisk: number;
  inMemory: number;
}

/** Contexts, compute buffers and CUDA itself beside the weights. */
const BESIDE_WEIGHTS_BYTES = 2.5e9;
const SPARE_DISK_BYTES = 1e9;

/** @param gpuId Index or UUID of the GPU. */
export async function inspectMachine(gpu: "cuda" | false, gpuId: string, needs: Needs): Promise<Machine> {
  const machine: Machine = { facts: [], problems: [], libraryFolders: [] };
  const { facts, problems } = machine;
  if (gpu === "cuda") await inspectGpu(machine, gpuId, needs);
  facts.push(["CPU", `${cpus()[0]?.model.trim()}, ${cpus().length} cores`]);
  facts.push(["memory", `${inGb(freemem())} GB of ${inGb(totalmem())} GB available`]);
  const free = await freeDisk(cacheFolder());
  facts.push(["disk", `${inGb(free)} GB free for ${cacheFolder()}`]);
  facts.push(["Node", process.version]);
  if (process.platform !== "linux") problems.push("The script knows Linux only.");
  if (needs.onDisk > 0 && free < needs.onDisk + SPARE_DISK_BYTES)
    problems.push(
      `The model file takes ${inGb(needs.onDisk)} GB, and ${inGb(free)} GB are free. ` +
        "Name another folder in OSSICLE_CACHE_DIR.",
    );
  if (gpu === false && freemem() < needs.inMemory + BESIDE_WEIGHTS_BYTES)
    problems.push(`The model takes ${inGb(needs.inMemory)} GB of memory, and less is available.`);
  const libraries = shippedLibraries(gpu);
  if (!existsSync(libraries))
    problems.push(`node-llama-cpp's libraries are missing: ${libraries}. Install it from npm again.`);
  return machine;
}

async function inspectGpu(machine: Machine, gpuId: string, { inMemory }: Needs): Promise<void> {
  const { facts, problems } = machine;
  const nvidiaSmi = await findProgram("nvidia-smi", ["/usr/local/nvidia/bin"]);
  if (!nvidiaSmi) {
    problems.push(
      "There is no nvidia-smi, so no NVIDIA driver. To try the script on the CPU: --gpu false --model mid.",
    );
    return;
  }
  const gpu = await readGpu(nvidiaSmi, gpuId);
  machine.gpu = gpu;
  const free = gpu.memoryTotalBytes - gpu.memoryUsedBytes;
  facts.push(["GPU", `${gpu.name}, sm_${gpu.architecture}, driver ${gpu.driver}`]);
  facts.push(["VRAM", `${inGb(free)} GB of ${inGb(gpu.memoryTotalBytes)} GB free`]);
  if (free < inMemory + BESIDE_WEIGHTS_BYTES)
    problems.push(
      `The model takes about ${inGb(inMemory + BESIDE_WEIGHTS_BYTES)} GB of VRAM, and ${inGb(free)} GB are free. ` +
        "End what else runs on the GPU.",
    );
  const nvcc = await findProgram("nvcc", ["/usr/local/cuda/bin"]);
  if (nvcc) machine.cuda = { nvcc, architecture: gpu.architecture };
  facts.push(["nvcc", nvcc ?? "none: llama.cpp uses node-llama-cpp's CUDA back end"]);
  const { folders, missing, major } = await findCudaLibraries(nvcc);
  machine.libraryFolders = folders;
  facts.push(["CUDA runtime", major === undefined ? "none" : `CUDA ${major}, ${folders.join(", ")}`]);
  if (missing.length > 0)
    problems.push(
      `CUDA's libraries ${missing.join(", ")} are nowhere: install the CUDA runtime, or name their folder in ` +
        "LD_LIBRARY_PATH.",
    );
}

/** VRAM in use by all processes, in bytes. */
export async function usedVram(gpuId: string): Promise<number> {
  const nvidiaSmi = await findProgram("nvidia-smi", ["/usr/local/nvidia/bin"]);
  if (!nvidiaSmi) throw new Error("nvidia-smi is gone.");
  return (await readGpu(nvidiaSmi, gpuId)).memoryUsedBytes;
}

/** Free bytes where the folder is, or will be. */
async function freeDisk(folder: string): Promise<number> {
  const there = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!there && dirname(folder) !== folder) return freeDisk(dirname(folder));
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const inGb = (bytes: number) => (bytes / 1e9).toFixed(1);
