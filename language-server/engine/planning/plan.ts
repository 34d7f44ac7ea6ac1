/**
 * Plans a model's layout in memory: its layers on the GPU and the contexts of the lanes. Contexts are created when they
 * are first needed, but the plan reserves their memory from the start, so that the weights don't take all of it. Pure:
 * the model's needs and the free memory come in, the plan goes out.
 */

import type { ContextKind } from "../../engine-protocol/model-facts.ts";
import type { Fit, FitAdvice, FitPlan } from "../../protocol/models.ts";
import { contextSplit, type ModelNeeds, type Split, weightsSplit } from "../inspection/model-needs.ts";

export type PlannedLane = FitPlan["contexts"][number]["lane"];

/** Completions and edits rewind at every request, to any point; a conversation rewinds to checkpoints. */
export const CONTEXT_KINDS: Record<PlannedLane, ContextKind> = {
  completion: "full",
  edit: "full",
  chat: "window",
};

/** The machine's memory in bytes. */
export interface Memory {
  /** "CPU" when no GPU is usable. */
  backend: string;
  devices: readonly string[];
  vramTotal: number;
  vramFree: number;
  /** Whether the GPU's memory is a part of the machine's RAM. */
  isUnified: boolean;
  ramTotal: number;
  ramFree: number;
}

export interface PlanSettings {
  /** Tokens of a conversation; 0 for as many as fit, up to 32,768. */
  chatContextSize: number;
}

/** Limits learned from plans that failed. */
export interface PlanLimits {
  /** Maximum bytes on the GPU and in RAM. */
  vram?: number;
  ram?: number;
  reduced?: FitPlan["reduced"];
}

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** Shapes from the largest to the smallest useful one: [tokens, sequences]. */
const LADDER: readonly Record<PlannedLane, readonly [number, number]>[] = [
  { completion: [4_096, 4], edit: [16_384, 1], chat: [32_768, 3] },
  { completion: [4_096, 3], edit: [16_384, 1], chat: [32_768, 2] },
  { completion: [4_096, 2], edit: [8_192, 1], chat: [32_768, 2] },
  { completion: [4_096, 2], edit: [8_192, 1], chat: [32_768, 1] },
  { completion: [4_096, 2], edit: [8_192, 1], chat: [16_384, 1] },
  { completion: [4_096, 1], edit: [8_192, 1], chat: [8_192, 1] },
  { completion: [4_096, 1], edit: [4_096, 1], chat: [4_096, 1] },
  { completion: [2_048, 1], edit: [2_048, 1], chat: [2_048, 1] },
];
/** The first step with one conversation, for memory that is short or slow. */
const ONE_CONVERSATION = 3;

/** A smaller share of layers on the GPU costs more in transfers than it gains. */
const MIN_GPU_SHARE = 1 / 8;

interface Layout extends Split {
  fit: Fit;
  gpuLayers: number;
  contexts: FitPlan["contexts"];
}

/** The best plan for this memory; its `fit` is "tooLarge" when nothing fits. */
export function planFromNeeds(
  needs: ModelNeeds,
  memory: Memory,
  settings: PlanSettings,
  limits: PlanLimits = {},
): FitPlan {
  const layout = layOut(needs, memory, settings, limits);
  const { fit, gpuLayers, contexts, vram, ram } = layout;
  const usesGpu = gpuLayers > 0;
  return {
    fit,
    ...(usesGpu ? { device: deviceOf(memory) } : {}),
    gpuLayers,
    layers: needs.layers,
    contexts,
    vramNeeded: vram,
    ramNeeded: ram,
    ramFree: memory.ramFree,
    vramReserve: memory.vramTotal > 0 ? vramReserve(memory) : 0,
    ...(limits.reduced ? { reduced: limits.reduced } : {}),
    advice: adviceFor(layout, needs, memory, settings, limits),
  };
}

function deviceOf({ backend, devices, vramTotal, vramFree, isUnified }: Memory): FitPlan["device"] {
  const name = devices.length > 1 ? devices.join(" + ") : (devices[0] ?? backend);
  return { name, backend, vramTotal, vramFree, ...(isUnified ? { isUnified } : {}) };
}

/**
 * Memory left on each device for the desktop and other programs, whose windows come and go while the model stays. With
 * several devices, layers can't be split, so some memory is left over on each of them anyway.
 */
export function vramReserve({ vramTotal, devices }: Pick<Memory, "vramTotal" | "devices">): number {
  const count = Math.max(1, devices.length);
  return Math.round(count * Math.min(GIB, Math.max(256 * MIB, (0.05 * vramTotal) / count)));
}

const ramReserve = ({ ramTotal }: Memory) => Math.min(GIB, 0.05 * ramTotal);

function layOut(needs: ModelNeeds, memory: Memory, settings: PlanSettings, limits: PlanLimits): Layout {
  const isAsked = settings.chatContextSize > 0;
  const shapes = LADDER.map((_, step) => contextsAt(step, needs, settings.chatContextSize));
  const at = (gpuLayers: number, contexts: FitPlan["contexts"]): Layout => ({
    fit: gpuLayers === 0 ? "cpu" : gpuLayers === needs.layers ? "gpu" : "partGpu",
    gpuLayers,
    contexts,
    ...totalSplit(needs, gpuLayers, contexts),
  });
  const vramRoom = Math.min(memory.vramFree - vramReserve(memory), limits.vram ?? Infinity);
  const ramRoom = (isLast: boolean) =>
    Math.min(memory.ramFree - (isLast ? 0 : ramReserve(memory)), limits.ram ?? Infinity);
  const fits = ({ vram, ram }: Layout, isLast = false) =>
    (vram === 0 || vram <= vramRoom) && ram + (memory.isUnified ? vram : 0) <= ramRoom(isLast);

  if (memory.vramTotal > 0) {
    const whole = shapes.map((contexts) => at(needs.layers, contexts)).find((layout) => fits(layout));
    if (whole) return whole;
    // Half the chat's length would free memory for only one or two layers of two dozen: the length is worth more.
    for (const contexts of shapes.slice(ONE_CONVERSATION)) {
      const least = Math.ceil(needs.layers * MIN_GPU_SHARE);
      for (let layers = needs.layers - 1; layers >= least; layers--) {
        const part = at(layers, contexts);
        if (fits(part)) return part;
      }
    }
  }
  const onCpu = shapes.slice(ONE_CONVERSATION).map((contexts) => at(0, contexts));
  // With no layer on the GPU, contexts are in RAM too.
  const cpu = onCpu.map(({ vram, ram, ...rest }) => ({ ...rest, vram: 0, ram: vram + ram }));
  const last = cpu[cpu.length - 1];
  const fitting = cpu.find((layout) => fits(layout, layout === last));
  if (fitting) return fitting;
  // A chosen length must not keep the model from loading: plan without it.
  if (isAsked) return layOut(needs, memory, { ...settings, chatContextSize: 0 }, limits);
  return { ...(last ?? at(0, [])), fit: "tooLarge" };
}

function contextsAt(step: number, needs: ModelNeeds, askedChat: number): FitPlan["contexts"] {
  const most = needs.trainContextSize ?? Infinity;
  return Object.entries(LADDER[step] ?? {}).map(([lane, [size, sequences]]) => {
    const wanted = lane === "chat" && askedChat > 0 ? askedChat : size;
    return { lane: lane as PlannedLane, size: Math.min(wanted, most), sequences };
  });
}

function totalSplit(needs: ModelNeeds, gpuLayers: number, contexts: FitPlan["contexts"]): Split {
  const total = weightsSplit(needs, gpuLayers);
  for (const { lane, ...shape } of contexts) {
    const { vram, ram } = contextSplit(needs, CONTEXT_KINDS[lane], shape, gpuLayers);
    total.vram += vram;
    total.ram += ram;
  }
  return total;
}

const RANKS: readonly Fit[] = ["gpu", "partGpu", "cpu", "tooLarge"];

/** What the user can do for a better fit, the easiest first. */
function adviceFor(
  layout: Layout,
  needs: ModelNeeds,
  memory: Memory,
  settings: PlanSettings,
  limits: PlanLimits,
): FitAdvice[] {
  if (layout.fit === "gpu") return [];
  const isBetter = (other: Layout) =>
    RANKS.indexOf(other.fit) < RANKS.indexOf(layout.fit) || other.gpuLayers > layout.gpuLayers;
  // The system itself keeps the rest.
  const emptied = {
    ...memory,
    vramFree: Math.max(memory.vramFree, 0.95 * memory.vramTotal),
    ramFree: Math.max(memory.ramFree, 0.85 * memory.ramTotal),
  };
  const advice: FitAdvice[] = [];
  const shorter = { ...settings, chatContextSize: 0 };
  if (settings.chatContextSize > 0 && isBetter(layOut(needs, memory, shorter, limits)))
    advice.push("smallerContext");
  if (isBetter(layOut(needs, emptied, settings, {}))) advice.push("closePrograms");
  advice.push("otherModel");
  if (layout.fit === "tooLarge") advice.push("addMemory");
  return advice;
}
