import { freemem } from "node:os";
import type { Llama } from "node-llama-cpp";

/**
 * The machine's memory in bytes. The system's file cache counts as free. On Linux, node-llama-cpp counts it as used, so
 * a model that was just read would seem to fill the memory.
 */
export async function ramState(llama: Pick<Llama, "getRamState">): Promise<{ total: number; free: number }> {
  const { total, free } = await llama.getRamState();
  return { total, free: Math.max(free, freemem()) };
}
