/** What a model needs, as the child process sends it. */
import * as v from "valibot";
import type { ModelNeeds } from "./model-needs.ts";

const cost = v.object({ fixed: v.number(), perSequence: v.number(), perToken: v.number() });
const costs = v.object({ vram: cost, ram: cost });
const byLayers = v.object({ noLayers: costs, allLayers: costs });

const experts = v.object({
  bytes: v.array(v.number()),
  usedShare: v.number(),
  weights: v.object({ vram: v.number(), ram: v.number() }),
  contexts: v.object({ full: costs, window: costs }),
});

export const needsSchema: v.GenericSchema<unknown, ModelNeeds> = v.object({
  layers: v.number(),
  trainContextSize: v.optional(v.number()),
  weights: v.array(v.object({ gpuLayers: v.number(), vram: v.number(), ram: v.number() })),
  contexts: v.object({ full: byLayers, window: byLayers }),
  experts: v.optional(experts),
});
