/** The memory that a model needs, in bytes, depending on what of it is on the GPU. Pure arithmetic. */

import type { ContextCost, ContextKind, ModelFacts } from "../../engine-protocol/model-facts.ts";

export interface Split {
  vram: number;
  ram: number;
}

export interface ContextCosts {
  vram: ContextCost;
  ram: ContextCost;
}

/** What of a model is on the GPU. */
export interface Offload {
  /** With the output layer. llama.cpp puts a model's last layers there. */
  gpuLayers: number;
  /**
   * Of the layers with experts, so many, from the first, have theirs on the CPU. Where not all layers are on the GPU,
   * that is none or all of them.
   */
  expertsOnCpu: number;
}

/** What a mixture of experts needs where its experts can be on the CPU without the rest of their layers. */
export interface ExpertNeeds {
  /** Bytes of each layer's experts, from the first layer; 0 for a layer without. */
  bytes: number[];
  /** The part of them that a token is evaluated with. */
  usedShare: number;
  /** With all layers on the GPU and all experts on the CPU. */
  weights: Split;
  contexts: Record<ContextKind, ContextCosts>;
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
  /** Absent for a model without experts, and where they can't be on the CPU alone. */
  experts?: ExpertNeeds;
}

export function weightsSplit(needs: ModelNeeds, { gpuLayers, expertsOnCpu }: Offload): Split {
  const whole = layersSplit(needs, gpuLayers);
  const { experts, layers } = needs;
  if (!experts || expertsOnCpu === 0) return whole;
  if (gpuLayers < layers) return between(layersSplit(needs, 0), experts.weights, gpuLayers / layers);
  return between(whole, experts.weights, movedBytes(experts, expertsOnCpu) / sum(experts.bytes));
}

/** With every layer's experts where the layer is. */
function layersSplit({ weights }: ModelNeeds, gpuLayers: number): Split {
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
  { gpuLayers, expertsOnCpu }: Offload,
): Split {
  const { noLayers, allLayers: whole } = needs.contexts[kind];
  const allLayers = expertsOnCpu > 0 ? (needs.experts?.contexts[kind] ?? whole) : whole;
  const bytes = (costs: ContextCosts) => ({
    vram: contextBytes(costs.vram, shape),
    ram: contextBytes(costs.ram, shape),
  });
  return between(bytes(noLayers), bytes(allLayers), needs.layers === 0 ? 0 : gpuLayers / needs.layers);
}

/** How many layers have experts. */
export const expertLayers = ({ experts }: ModelNeeds): number =>
  experts?.bytes.filter((bytes) => bytes > 0).length ?? 0;

/** The number of the model's first layers in which `expertsOnCpu` layers with experts are. */
export function firstLayersWith({ bytes }: Pick<ExpertNeeds, "bytes">, expertsOnCpu: number): number {
  let left = expertsOnCpu;
  for (const [i, layer] of bytes.entries()) {
    if (left === 0) return i;
    if (layer > 0) left--;
  }
  return bytes.length;
}

/** Bytes of the experts that are on the CPU. */
export const movedBytes = (experts: Pick<ExpertNeeds, "bytes">, expertsOnCpu: number): number =>
  sum(experts.bytes.slice(0, firstLayersWith(experts, expertsOnCpu)));

/**
 * Bytes of weights that the CPU reads for each token: of its experts those that are used, and of its layers all the
 * rest. The embeddings, which stay in RAM as well, give one row.
 */
export function cpuBytesPerToken(needs: ModelNeeds, offload: Offload): number {
  const { experts } = needs;
  if (!experts) return 0;
  const onCpu = movedBytes(experts, offload.expertsOnCpu);
  const rest = weightsSplit(needs, offload).ram - layersSplit(needs, needs.layers).ram - onCpu;
  return Math.round(Math.max(0, rest) + experts.usedShare * onCpu);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

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
  const { layers, trainContextSize, weightBytes, embeddingBytes, contexts, experts } = facts;
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
    ...(experts ? { experts: expertsFromFacts(facts, experts) } : {}),
  };
}

function expertsFromFacts(
  { weightBytes, embeddingBytes, contexts }: ModelFacts,
  { layers, bytes, usedShare, copyBytes }: NonNullable<ModelFacts["experts"]>,
): ExpertNeeds {
  const costs = (cost: ContextCost) => ({ vram: { ...cost, fixed: cost.fixed + copyBytes }, ram: NO_COST });
  return {
    bytes: Array.from({ length: layers }, () => bytes / layers),
    usedShare,
    weights: { vram: weightBytes - embeddingBytes - bytes, ram: embeddingBytes + bytes },
    contexts: { full: costs(contexts.full), window: costs(contexts.window) },
  };
}
