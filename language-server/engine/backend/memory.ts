/** The memory of the machine, as plans count it. */

import type { Split } from "../inspection/model-needs.ts";
import type { Memory } from "../planning/plan.ts";
import type { Backend } from "./backend.ts";
import { ramState } from "./ram.ts";

/**
 * What is free now. Some drivers (Mesa's software GPU) don't tell what is taken, so that this process' own share is
 * counted too.
 */
export async function memoryOf({ llama, name }: Backend): Promise<Memory> {
  const [vram, ram, devices, own] = await Promise.all([
    llama.getVramState(),
    ramState(llama),
    llama.getGpuDeviceNames(),
    llama.getLlamaMemoryUsage(),
  ]);
  const isUnified = vram.unifiedSize > 0 && vram.unifiedSize >= vram.total;
  // llama.cpp uses an integrated GPU only where there is no other; its memory is then not the model's.
  const otherGpu = isUnified ? 0 : vram.unifiedSize;
  const vramTotal = vram.total - otherGpu;
  return {
    backend: name,
    devices,
    vramTotal,
    vramFree: Math.max(0, Math.min(vram.free - otherGpu, vramTotal - own.gpuVram)),
    isUnified,
    ramTotal: ram.total,
    ramFree: ram.free,
  };
}

/** As if what takes `own` were gone. */
export function without(memory: Memory, own: Split): Memory {
  return {
    ...memory,
    vramFree: Math.min(memory.vramTotal, memory.vramFree + own.vram),
    ramFree: Math.min(memory.ramTotal, memory.ramFree + own.ram + (memory.isUnified ? own.vram : 0)),
  };
}
