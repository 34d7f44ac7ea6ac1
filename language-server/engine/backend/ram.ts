import { freemem } from "node:os";
import type { Llama } from "node-llama-cpp";

/**
 * The machine's memory in bytes. What the system uses as a cache for files counts as free: on Linux, node-llama-cpp
 * counts it as used, and a model that was just read would seem to have filled the memory with itself.
 */
export async function ramState(llama: Pick<Llama, "getRamState">): Promise<{ total: number; free: number }> {
  const { total, free } = await llama.getRamState();
  return { total, free: Math.max(free, freemem()) };
}
