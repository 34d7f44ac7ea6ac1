/** Lays out two models in one memory: the one for everything, and the one for suggestions alone. Pure. */

import { FITS, type FitPlan } from "../../protocol/models.ts";
import type { ModelNeeds, Split } from "../inspection/model-needs.ts";
import {
  beside,
  type Memory,
  type PlanLimits,
  type PlannedLane,
  type PlanSettings,
  planFromNeeds,
  withoutGpu,
} from "./plan.ts";

/** A model that is to be laid out, with what has turned out to be too much for it. */
export interface PlannedModel {
  needs: ModelNeeds;
  limits?: PlanLimits;
}

export interface BothPlans {
  main: FitPlan;
  /** Its `fit` is "tooLarge" where there is no room beside the other one, which then has contexts for suggestions. */
  completion: FitPlan;
}

const ONLY_COMPLETION: PlanSettings = { chatContextSize: 0, lanes: ["completion"] };
/** What the model for everything is left with. Where the other one fails, suggestions come from the edits' context. */
const WITHOUT_COMPLETION: readonly PlannedLane[] = ["edit", "chat"];

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
): BothPlans {
  const alone = planFromNeeds(main.needs, memory, settings, main.limits);
  const smaller = { ...settings, lanes: WITHOUT_COMPLETION };
  for (const plan of completionPlans(completion, memory)) {
    const left = beside(memory, neededBy(plan));
    const other = planFromNeeds(main.needs, left, smaller, main.limits);
    if (isGoodEnough(other, alone)) return { main: other, completion: plan };
  }
  const rest = beside(memory, neededBy(alone));
  return { main: alone, completion: { ...onCpu(completion, rest), fit: "tooLarge" } };
}

/** The best first; none where it fits nowhere. */
function completionPlans(completion: PlannedModel, memory: Memory): FitPlan[] {
  const { needs, limits } = completion;
  const onGpu =
    memory.vramTotal > 0 ? [planFromNeeds(needs, memory, ONLY_COMPLETION, limits)].filter(isWhole) : [];
  const cpu = onCpu(completion, memory);
  return cpu.fit === "tooLarge" ? onGpu : [...onGpu, cpu];
}

function onCpu({ needs, limits }: PlannedModel, memory: Memory): FitPlan {
  return planFromNeeds(needs, withoutGpu(memory), ONLY_COMPLETION, limits);
}

/** All its layers are on the GPU. */
const isWhole = ({ fit }: FitPlan): boolean => rank(fit) <= rank("expertsOnCpu");

/** What it loses is experts, or at most half of its layers. */
const isGoodEnough = (plan: FitPlan, alone: FitPlan): boolean =>
  plan.fit !== "tooLarge" &&
  (isWhole(plan) || (rank(plan.fit) <= rank(alone.fit) && 2 * plan.gpuLayers >= alone.gpuLayers));

const rank = (fit: FitPlan["fit"]) => FITS.indexOf(fit);
