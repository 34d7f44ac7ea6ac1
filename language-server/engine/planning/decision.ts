/** Decides the next step before a model is loaded. Pure. */

import { isDeepStrictEqual } from "node:util";
import { type TranslatableText, translatable } from "../../../common/translatable-text.ts";
import type { FitPlan } from "../../protocol/models.ts";
import type { Standing } from "../backend/crash-record.ts";
import { without } from "../backend/memory.ts";
import type { ModelNeeds, Split } from "../inspection/model-needs.ts";
import { type Memory, type PlanLimits, type PlanSettings, planFromNeeds } from "./plan.ts";

export interface PlanFacts {
  needs: ModelNeeds;
  /** The memory that is free now, beside the models that are loaded. */
  memory: Memory;
  /** The memory of models that can be released for this one. */
  releasable: Split;
  /** How the model has run on this device before. */
  standing: Standing;
  settings: PlanSettings;
  /** Why the GPU was given up, when the CPU replaces it. */
  gpuReduced?: FitPlan["reduced"];
}

export type PlanDecision =
  /** The model can be loaded. Releasable models are released before, unless the plan fits beside them. */
  | { kind: "load"; plan: FitPlan; isCareful: boolean; fitsBeside: boolean }
  /** The CPU has to replace the GPU. All models on the GPU have to be released first; then decide again on the CPU. */
  | { kind: "useCpu"; note: TranslatableText; reduced: FitPlan["reduced"] }
  | { kind: "tooLarge"; plan: FitPlan }
  /** llama.cpp has crashed with this model on every device. */
  | { kind: "crashed" };

export function decide({
  needs,
  memory,
  releasable,
  standing,
  settings,
  gpuReduced,
}: PlanFacts): PlanDecision {
  const { level } = standing;
  const isCpu = memory.backend === "CPU";
  const reduced = gpuReduced ?? reasonOf(standing);
  const useCpu: PlanDecision = { kind: "useCpu", note: noteOf(memory.backend, standing), reduced };
  if (level === "never") return isCpu ? { kind: "crashed" } : useCpu;
  const limits: PlanLimits = { ...standing.limits, reduced };
  const plan = planFromNeeds(needs, without(memory, releasable), settings, limits);
  if (isCpu && plan.fit === "tooLarge") return { kind: "tooLarge", plan };
  if (!isCpu && plan.gpuLayers === 0) return useCpu;
  const fitsBeside = isSameLayout(plan, planFromNeeds(needs, memory, settings, limits));
  return { kind: "load", plan, isCareful: !isCpu && level === "careful", fitsBeside };
}

/** Why a plan is smaller than the memory would allow; `undefined` when it isn't. */
export function reasonOf({ level, limits }: Standing): FitPlan["reduced"] {
  if (level !== "normal") return "crash";
  return limits.vram !== undefined || limits.ram !== undefined ? "outOfMemory" : undefined;
}

function noteOf(backend: string, { level, limits }: Standing): TranslatableText {
  if (level === "never")
    return translatable(
      "llama.cpp crashed repeatedly with this model on {0}, so it runs on the CPU.",
      backend,
    );
  if (limits.vram !== undefined)
    return translatable("GPU memory ran out ({0}), so the model runs on the CPU.", backend);
  return translatable(
    "The GPU ({0}) has too little free memory for this model, so it runs on the CPU.",
    backend,
  );
}

/** Whether both plans put every weight into the same memory. */
export function haveSameWeights(a: FitPlan, b: FitPlan): boolean {
  return a.gpuLayers === b.gpuLayers && isDeepStrictEqual(a.experts, b.experts);
}

/** Whether both plans put everything into the same memory. */
export function isSameLayout(a: FitPlan, b: FitPlan): boolean {
  return a.fit === b.fit && haveSameWeights(a, b) && isDeepStrictEqual(a.contexts, b.contexts);
}
