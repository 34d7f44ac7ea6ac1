/** The memory of the machine, as plans count it. */

import type { Split } from "../inspection/model-needs.ts";
import type { Memory } from "../planning/plan.ts";
import { addonAbilities } from "./addon.ts";
import type { Backend } from "./backend.ts";
import { ramState } from "./ram.ts";

/**
 * The memory that is free now. Some drivers (Mesa's software GPU) don't report used memory, so this process' own share
 * is subtracted too.
 */
export async function memoryOf({ llama, name }: Backend): Promise<Memory> {
  const [vram, ram, devices, own] = await Promise.all([
    llama.getVramState(),
    ramState(llama),
    llama.getGpuDeviceNames(),
    llama.getLlamaMemoryUsage(),
  ]);
  const isUnified = vram.unifiedSize > 0 && vram.unifiedSize >= vram.total;
  // llama.cpp uses an integrated GPU only when there is no other; beside another one its memory doesn't count.
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
    expertsOnCpu: addonAbilities(llama).expertsOnCpu,
  };
}

/** The memory as it will be when `freed` is released. */
export function without(memory: Memory, freed: Split): Memory {
  return {
    ...memory,
    vramFree: Math.min(memory.vramTotal, memory.vramFree + freed.vram),
    ramFree: Math.min(memory.ramTotal, memory.ramFree + freed.ram + (memory.isUnified ? freed.vram : 0)),
  };
}
