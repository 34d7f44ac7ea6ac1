/**
 * Plans a model's layout in memory: its layers on the GPU, those of them whose experts are on the CPU, and the contexts
 * of the lanes. Contexts are created when they are first needed, but the plan reserves their memory from the start, so
 * that the weights don't take all of it. Pure: the model's needs and the free memory come in, the plan goes out.
 */

import type { ContextKind } from "../../engine-protocol/model-facts.ts";
import { FITS, type Fit, type FitAdvice, type FitPlan } from "../../protocol/models.ts";
import {
  contextSplit,
  cpuBytesPerToken,
  expertLayers,
  type ModelNeeds,
  type Offload,
  type Split,
  weightsSplit,
} from "../inspection/model-needs.ts";

export type PlannedLane = FitPlan["contexts"][number]["lane"];

/** Completions and edits rewind at every request, to any point; a conversation rewinds to checkpoints. */
export const CONTEXT_KINDS: Record<PlannedLane, ContextKind> = {
  completion: "full",
  edit: "full",
  chat: "window",
};

const PLANNED_LANES: readonly PlannedLane[] = ["completion", "edit", "chat"];

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
  /** Whether the loaded addon can keep experts on the CPU while the rest of their layers is on the GPU. */
  expertsOnCpu: boolean;
  /** What another model has or will have: no longer a part of what is free. */
  kept?: Split;
}

export interface PlanSettings {
  /** Tokens of a conversation; 0 for as many as fit, up to 32,768. */
  chatContextSize: number;
  /** What the model has contexts for; everything unless given. */
  lanes?: readonly PlannedLane[];
}

/** Limits learned from plans that failed. */
export interface PlanLimits {
  /** Maximum bytes on the GPU. */
  vram?: number;
  /** Maximum bytes in RAM. With layers on the GPU, it counts only where the weights in RAM aren't mapped from the file. */
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
/** The first step with so short a chat that the experts of a few layers are rather given up. */
const SHORT_CHAT = 5;

/** A smaller share of layers on the GPU costs more in transfers than it gains. */
const MIN_GPU_SHARE = 1 / 8;

interface Layout extends Split, Offload {
  fit: Fit;
  contexts: FitPlan["contexts"];
  /** Whether the weights in RAM stay mapped from the file: memory that the system can give to others. */
  isMapped: boolean;
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
  const experts = expertsOf(layout, needs);
  return {
    fit,
    ...(usesGpu ? { device: deviceOf(memory) } : {}),
    gpuLayers,
    layers: needs.layers,
    ...(experts ? { experts } : {}),
    contexts,
    vramNeeded: vram,
    ramNeeded: ram,
    ramFree: memory.ramFree,
    vramReserve: memory.vramTotal > 0 ? vramReserve(memory) : 0,
    ...(limits.reduced ? { reduced: limits.reduced } : {}),
    advice: adviceFor(layout, needs, memory, settings, limits),
  };
}

function expertsOf(layout: Layout, needs: ModelNeeds): FitPlan["experts"] {
  const { expertsOnCpu, isMapped } = layout;
  if (expertsOnCpu === 0) return undefined;
  return {
    onCpu: expertsOnCpu,
    layers: expertLayers(needs),
    areMapped: isMapped,
    bytesPerToken: cpuBytesPerToken(needs, layout),
  };
}

/** What of the model a plan puts on the GPU. */
export const offloadOf = ({ gpuLayers, experts }: Pick<FitPlan, "gpuLayers" | "experts">): Offload => ({
  gpuLayers,
  expertsOnCpu: experts?.onCpu ?? 0,
});

/** Whether weights in RAM are mapped from the file, and not in memory of the engine's own. */
export const isMapped = ({ experts }: Pick<FitPlan, "experts">): boolean => experts?.areMapped ?? true;

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

/**
 * Left in RAM beside weights that aren't mapped from the file: the system can't take such memory back when another
 * program needs it.
 */
const unmappedReserve = ({ ramTotal }: Memory) => 0.15 * ramTotal;

function layOut(needs: ModelNeeds, memory: Memory, settings: PlanSettings, limits: PlanLimits): Layout {
  const shapes = LADDER.map((_, step) => contextsAt(step, needs, settings));
  for (const placed of placements(needs, memory, shapes)) {
    const layout = layoutOf(needs, placed);
    if (fitsOnGpu(layout, memory, limits)) return withMapping(layout, memory, limits);
  }
  const onCpu = shapes.slice(ONE_CONVERSATION).map((contexts) => layoutOf(needs, { ...NONE, contexts }));
  const last = onCpu[onCpu.length - 1];
  const roomOnCpu = (isLast: boolean) =>
    Math.min(memory.ramFree - (isLast ? 0 : ramReserve(memory)), limits.ram ?? Infinity);
  const fitting = onCpu.find((layout) => layout.ram <= roomOnCpu(layout === last));
  if (fitting) return fitting;
  // A chosen length must not keep the model from loading: plan without it.
  if (settings.chatContextSize > 0) return layOut(needs, memory, { ...settings, chatContextSize: 0 }, limits);
  return { ...(last ?? layoutOf(needs, { ...NONE, contexts: [] })), fit: "tooLarge" };
}

type Placed = Offload & Pick<FitPlan, "contexts">;

const NONE: Offload = { gpuLayers: 0, expertsOnCpu: 0 };

/** What could be on the GPU, the best first. */
function* placements(
  needs: ModelNeeds,
  { vramTotal, devices, isUnified, expertsOnCpu }: Memory,
  shapes: readonly FitPlan["contexts"][],
): Generator<Placed> {
  if (vramTotal === 0) return;
  // Where all memory is one, experts that are moved leave no more of it. Between several devices llama.cpp divides the
  // layers without a look at where their experts are: the last one would get those that have theirs.
  const movable = expertsOnCpu && !isUnified && devices.length === 1 ? expertLayers(needs) : 0;
  const all = { gpuLayers: needs.layers, expertsOnCpu: 0 };
  const short = movable > 0 ? SHORT_CHAT : shapes.length;
  for (const contexts of shapes.slice(0, short)) yield { ...all, contexts };
  // Half the chat's length would free memory for only one or two layers of two dozen: the length is worth more.
  for (const contexts of shapes.slice(ONE_CONVERSATION, movable > 0 ? SHORT_CHAT + 1 : 0))
    for (let layers = 1; layers <= movable; layers++) yield { ...all, expertsOnCpu: layers, contexts };
  for (const contexts of shapes.slice(short)) yield { ...all, contexts };
  // Where the RAM can't hold all experts, the layers go with theirs.
  for (const experts of movable > 0 ? [movable, 0] : [0])
    for (const contexts of shapes.slice(ONE_CONVERSATION)) {
      const least = Math.ceil(needs.layers * MIN_GPU_SHARE);
      for (let layers = needs.layers - 1; layers >= least; layers--)
        yield { gpuLayers: layers, expertsOnCpu: experts, contexts };
    }
}

function layoutOf(needs: ModelNeeds, placed: Placed): Layout {
  const { gpuLayers, expertsOnCpu } = placed;
  const split = placedSplit(needs, placed);
  const fit =
    gpuLayers === 0
      ? "cpu"
      : gpuLayers < needs.layers
        ? "partGpu"
        : expertsOnCpu > 0
          ? "expertsOnCpu"
          : "gpu";
  return { ...placed, ...split, fit, isMapped: true };
}

function fitsOnGpu({ vram, ram }: Layout, memory: Memory, limits: PlanLimits): boolean {
  const vramRoom = Math.min(memory.vramFree - vramReserve(memory), limits.vram ?? Infinity);
  return vram <= vramRoom && ram + (memory.isUnified ? vram : 0) <= memory.ramFree - ramReserve(memory);
}

/**
 * Experts on the CPU are read in place for every token, and copied to the GPU for every batch of a prompt: both are
 * faster in memory of the engine's own. After a crash, the system keeps the power to take it back.
 */
function withMapping(layout: Layout, memory: Memory, limits: PlanLimits): Layout {
  const room = Math.min(memory.ramFree - unmappedReserve(memory), limits.ram ?? Infinity);
  const isMapped = layout.expertsOnCpu === 0 || limits.reduced === "crash" || layout.ram > room;
  return { ...layout, isMapped };
}

function contextsAt(
  step: number,
  needs: ModelNeeds,
  { chatContextSize: askedChat, lanes = PLANNED_LANES }: PlanSettings,
): FitPlan["contexts"] {
  const most = needs.trainContextSize ?? Infinity;
  const shapes = LADDER[step];
  if (!shapes) return [];
  return lanes.map((lane) => {
    const [size, sequences] = shapes[lane];
    const wanted = lane === "chat" && askedChat > 0 ? askedChat : size;
    return { lane, size: Math.min(wanted, most), sequences };
  });
}

function placedSplit(needs: ModelNeeds, { contexts, ...offload }: Placed): Split {
  const weights = weightsSplit(needs, offload);
  const ofContexts = contextsSplit(needs, contexts, offload);
  const [vram, ram] = [weights.vram + ofContexts.vram, weights.ram + ofContexts.ram];
  // With no layer on the GPU, contexts are in RAM too.
  return offload.gpuLayers === 0 ? { vram: 0, ram: vram + ram } : { vram, ram };
}

/** What weights and contexts take where a plan puts them. */
export const splitOf = (
  needs: ModelNeeds,
  plan: Pick<FitPlan, "gpuLayers" | "experts" | "contexts">,
): Split => placedSplit(needs, { ...offloadOf(plan), contexts: plan.contexts });

/** What contexts take. */
export function contextsSplit(needs: ModelNeeds, contexts: FitPlan["contexts"], offload: Offload): Split {
  const total = { vram: 0, ram: 0 };
  for (const { lane, ...shape } of contexts) {
    const { vram, ram } = contextSplit(needs, CONTEXT_KINDS[lane], shape, offload);
    total.vram += vram;
    total.ram += ram;
  }
  return total;
}

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
    FITS.indexOf(other.fit) < FITS.indexOf(layout.fit) ||
    other.gpuLayers > layout.gpuLayers ||
    (other.gpuLayers === layout.gpuLayers && other.expertsOnCpu < layout.expertsOnCpu);
  const kept = memory.kept ?? { vram: 0, ram: 0 };
  // The system itself keeps the rest.
  const emptied = {
    ...memory,
    vramFree: Math.max(memory.vramFree, 0.95 * memory.vramTotal - kept.vram),
    ramFree: Math.max(memory.ramFree, 0.85 * memory.ramTotal - kept.ram),
  };
  const advice: FitAdvice[] = [];
  const shorter = { ...settings, chatContextSize: 0 };
  if (settings.chatContextSize > 0 && isBetter(layOut(needs, memory, shorter, limits)))
    advice.push("smallerContext");
  if (isBetter(layOut(needs, emptied, settings, {}))) advice.push("closePrograms");
  if (layout.fit !== "expertsOnCpu") advice.push("otherModel");
  if (layout.fit === "tooLarge") advice.push("addMemory");
  return advice;
}

/** Left of the memory beside a model that takes so much of it. */
export function beside(memory: Memory, { vram, ram }: Split): Memory {
  const kept = { vram: (memory.kept?.vram ?? 0) + vram, ram: (memory.kept?.ram ?? 0) + ram };
  return {
    ...memory,
    vramFree: Math.max(0, memory.vramFree - vram),
    ramFree: Math.max(0, memory.ramFree - ram - (memory.isUnified ? vram : 0)),
    kept,
  };
}

/** The memory for a model that has no layer on a GPU. */
export function withoutGpu(memory: Memory): Memory {
  return { ...memory, backend: "CPU", devices: [], vramTotal: 0, vramFree: 0, isUnified: false };
}
