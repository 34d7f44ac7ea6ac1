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

export const NO_COST: ContextCost = { fixed: 0, perSequence: 0, perToken: 0 };

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

/** What decides the size of a context, as a model's header names it. */
export interface AttentionFacts {
  /** Without the output layer. */
  layers: number;
  kvHeads: number;
  headSize: number;
  vocabulary: number;
  /** Tokens that every second layer sees back; absent where all layers see all. */
  slidingWindow?: number;
}

const CACHE_VALUE_BYTES = 2;
/** Tokens of one prompt batch: llama.cpp keeps room for each one's logits, 4 bytes for each token of the vocabulary. */
const BATCH_TOKENS = 512;
/** What else a batch needs while it is evaluated: little, beside the logits. */
const SCRATCH_BYTES = 48 * 2 ** 20;

/**
 * Against node-llama-cpp's figures for gpt-oss-20b, within 5 %: 0.80 GiB for two sequences of 4,096 tokens with all
 * cells (insights 0.80), 1.20 GiB for one of 32,768 with the window (insights 1.17).
 */
export function contextsOf(attention: AttentionFacts): ModelFacts["contexts"] {
  const { layers, kvHeads, headSize, vocabulary, slidingWindow } = attention;
  // Keys and values.
  const cell = 2 * layers * kvHeads * headSize * CACHE_VALUE_BYTES;
  const fixed = 4 * BATCH_TOKENS * vocabulary + SCRATCH_BYTES;
  const full = { fixed, perSequence: 0, perToken: cell };
  if (slidingWindow === undefined) return { full, window: full };
  const windowed = (slidingWindow + BATCH_TOKENS) * (cell / 2);
  return { full, window: { fixed, perSequence: windowed, perToken: cell / 2 } };
}
