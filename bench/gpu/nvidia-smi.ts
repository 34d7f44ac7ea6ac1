/** What the driver says about the GPU, through its program nvidia-smi. */
import { outputOf } from "../command.ts";

export interface Gpu {
  name: string;
  driver: string;
  /** As CMake names it: "90" for compute capability 9.0. */
  architecture: string;
  memoryTotalBytes: number;
  /** By all processes on it. */
  memoryUsedBytes: number;
}

const FIELDS = ["name", "driver_version", "compute_cap", "memory.total", "memory.used"] as const;
const MIB = 1 << 20;

/** @param gpu Index or UUID of one GPU. */
export async function readGpu(nvidiaSmi: string, gpu: string): Promise<Gpu> {
  return parseGpu(
    await outputOf(nvidiaSmi, [
      "-i",
      gpu,
      `--query-gpu=${FIELDS.join(",")}`,
      "--format=csv,noheader,nounits",
    ]),
  );
}

/**
 * Reads one line of `nvidia-smi --query-gpu=… --format=csv,noheader,nounits`, memory in MiB. Throws where a field
 * is missing or no number, as with GPUs that share the machine's memory.
 */
export function parseGpu(output: string): Gpu {
  const fields = (output.trim().split("\n")[0] ?? "").split(",").map((field) => field.trim());
  // A name may hold a comma; what follows it doesn't.
  const [driver = "", capability = "", total = "", used = ""] = fields.slice(-4);
  const name = fields.slice(0, -4).join(", ");
  const version = /^(\d+)\.(\d)$/.exec(capability);
  if (name === "" || !version || !/^\d+$/.test(total) || !/^\d+$/.test(used))
    throw new Error(`nvidia-smi doesn't say what is needed (${FIELDS.join(", ")}): ${output.trim()}`);
  return {
    name,
    driver,
    architecture: `${version[1]}${version[2]}`,
    memoryTotalBytes: Number(total) * MIB,
    memoryUsedBytes: Number(used) * MIB,
  };
}
