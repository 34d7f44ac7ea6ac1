/** The memory that a model needs, in bytes, depending on how many of its layers are on the GPU. Pure arithmetic. */

import type { ContextCost, ContextKind, ModelFacts } from "../../engine-protocol/model-facts.ts";

export interface Split {
  vram: number;
  ram: number;
}

export interface ContextCosts {
  vram: ContextCost;
  ram: ContextCost;
}

/** Measured (`measure-child.ts`), or estimated from facts about a model that isn't on this machine. */
export interface ModelNeeds {
  /** All layers that can be on a GPU: the model's own and the output layer. */
  layers: number;
  /** Maximum tokens of a context. */
  trainContextSize?: number;
  /** For some numbers of layers on the GPU, ascending from 0; between them, memory grows linearly. */
  weights: ({ gpuLayers: number } & Split)[];
  contexts: Record<ContextKind, { noLayers: ContextCosts; allLayers: ContextCosts }>;
}

export function weightsSplit({ weights }: ModelNeeds, gpuLayers: number): Split {
  const above = weights.find((point) => point.gpuLayers >= gpuLayers);
  const below = weights.findLast((point) => point.gpuLayers <= gpuLayers) ?? above;
  if (!below) return { vram: 0, ram: 0 };
  if (!above || above.gpuLayers === below.gpuLayers) return { vram: below.vram, ram: below.ram };
  return between(below, above, (gpuLayers - below.gpuLayers) / (above.gpuLayers - below.gpuLayers));
}

export function contextSplit(
  needs: ModelNeeds,
  kind: ContextKind,
  shape: { size: number; sequences: number },
  gpuLayers: number,
): Split {
  const { noLayers, allLayers } = needs.contexts[kind];
  const bytes = (costs: ContextCosts) => ({
    vram: contextBytes(costs.vram, shape),
    ram: contextBytes(costs.ram, shape),
  });
  return between(bytes(noLayers), bytes(allLayers), needs.layers === 0 ? 0 : gpuLayers / needs.layers);
}

function contextBytes(
  { fixed, perSequence, perToken }: ContextCost,
  { size, sequences }: { size: number; sequences: number },
): number {
  return Math.max(0, fixed + perSequence * sequences + perToken * size * sequences);
}

const between = (from: Split, to: Split, share: number): Split => ({
  vram: Math.round(from.vram + share * (to.vram - from.vram)),
  ram: Math.round(from.ram + share * (to.ram - from.ram)),
});

const NO_COST: ContextCost = { fixed: 0, perSequence: 0, perToken: 0 };

/** Assumes that all layers have the same size, and that a context is where the layers are. */
export function needsFromFacts(facts: ModelFacts): ModelNeeds {
  const { layers, trainContextSize, weightBytes, embeddingBytes, contexts } = facts;
  const split = (cost: ContextCost) => ({
    noLayers: { vram: NO_COST, ram: cost },
    allLayers: { vram: cost, ram: NO_COST },
  });
  return {
    layers,
    trainContextSize,
    weights: [
      { gpuLayers: 0, vram: 0, ram: weightBytes },
      { gpuLayers: layers, vram: weightBytes - embeddingBytes, ram: embeddingBytes },
    ],
    contexts: { full: split(contexts.full), window: split(contexts.window) },
  };
}
