/** Lays out two models in one memory: the one for everything, and the one for suggestions alone. Pure. */

import { FITS, type FitPlan } from "../../protocol/models.ts";
import type { ModelNeeds, Split } from "../inspection/model-needs.ts";
import {
  beside,
  contextsSplit,
  type Memory,
  type PlanLimits,
  type PlannedLane,
  type PlanSettings,
  planFromNeeds,
  vramReserve,
  withoutGpu,
} from "./plan.ts";

/** A model that is to be laid out, with what has turned out to be too much for it. */
export interface PlannedModel {
  needs: ModelNeeds;
  limits?: PlanLimits;
}

export interface PlannedPair {
  main: FitPlan;
  /** Its `fit` is "tooLarge" where there is no room beside the other one, which then has contexts for suggestions. */
  completion: FitPlan;
}

const ONLY_COMPLETION: PlanSettings = { chatContextSize: 0, lanes: ["completion"] };
const WITHOUT_COMPLETION: readonly PlannedLane[] = ["edit", "chat"];

/** For the model for everything beside another one. Where that one fails, suggestions come from the edits' context. */
export const withoutSuggestions = <T extends PlanSettings>(settings: T): T => ({
  ...settings,
  lanes: WITHOUT_COMPLETION,
});

/** What a plan takes, weights that are mapped from their file included. */
export const neededBy = ({ vramNeeded, ramNeeded }: FitPlan): Split => ({ vram: vramNeeded, ram: ramNeeded });

/** For suggestions alone: on the GPU where all of it fits there, else on the CPU. */
export function planCompletion({ needs, limits }: PlannedModel, memory: Memory): FitPlan {
  return completionPlans({ needs, limits }, memory)[0] ?? onCpu({ needs, limits }, memory);
}

/**
 * Suggestions are waited for at every pause of typing, so their model comes first: whole on the GPU, where the other one
 * loses no more by it than experts or, where it was never whole there, half of its layers; else on the CPU. Where it can
 * be nowhere, the model for everything is laid out as if there were no other.
 */
export function planBoth(
  main: PlannedModel,
  completion: PlannedModel,
  memory: Memory,
  settings: PlanSettings,
): PlannedPair {
  const alone = planFromNeeds(main.needs, memory, settings, main.limits);
  for (const plan of completionPlans(completion, memory)) {
    const left = beside(memory, neededBy(plan));
    const other = planFromNeeds(main.needs, left, withoutSuggestions(settings), main.limits);
    if (isGoodEnough(other, alone)) return { main: other, completion: plan };
  }
  const rest = beside(memory, neededBy(alone));
  const fits = alone.fit !== "tooLarge";
  // A model that can't be loaded leaves everything to the other one.
  return {
    main: alone,
    completion: fits ? { ...onCpu(completion, rest), fit: "tooLarge" } : planCompletion(completion, memory),
  };
}

/** The best first; none where it fits nowhere. */
function completionPlans(completion: PlannedModel, memory: Memory): FitPlan[] {
  const { needs, limits } = completion;
  const onGpu =
    memory.vramTotal > 0 ? [planFromNeeds(needs, memory, ONLY_COMPLETION, limits)].filter(isWhole) : [];
  const cpu = onCpu(completion, memory);
  return cpu.fit === "tooLarge" ? onGpu : [...onGpu, cpu];
}

/** Its layers are on the CPU. Where a GPU is in use, llama.cpp has it help with prompts, for which it takes some of its memory. */
function onCpu({ needs, limits }: PlannedModel, memory: Memory): FitPlan {
  const plan = planFromNeeds(needs, withoutGpu(memory), ONLY_COMPLETION, limits);
  if (memory.vramTotal === 0) return plan;
  const vram = contextsSplit(needs, plan.contexts, { gpuLayers: 0, expertsOnCpu: 0 }).vram;
  const fit = vram > Math.max(0, memory.vramFree - vramReserve(memory)) ? "tooLarge" : plan.fit;
  return { ...plan, fit, vramNeeded: vram, ramNeeded: plan.ramNeeded - vram };
}

/** All its layers are on the GPU. */
const isWhole = ({ fit }: FitPlan): boolean => rank(fit) <= rank("expertsOnCpu");

/** What it loses is experts, or at most half of its layers. */
const isGoodEnough = (plan: FitPlan, alone: FitPlan): boolean =>
  plan.fit !== "tooLarge" &&
  (isWhole(plan) || (rank(plan.fit) <= rank(alone.fit) && 2 * plan.gpuLayers >= alone.gpuLayers));

const rank = (fit: FitPlan["fit"]) => FITS.indexOf(fit);
