/** What llama.cpp says about its memory. */

/**
 * Megabytes that it took on GPUs, by its log: weights, caches and what is computed with. What a driver takes beside isn't
 * in it.
 */
export function gpuMegabytes(log: string): number {
  const buffers = log.matchAll(/ (?:CUDA|Vulkan)\d+ +\w+ buffer size = +([\d.]+) MiB/g);
  const mebibytes = [...buffers].reduce((sum, [, size]) => sum + Number(size), 0);
  return (mebibytes * 2 ** 20) / 1e6;
}
