/**
 * Measures the memory that a model needs on this machine's device, without loading it.
 *
 * Measured with gpt-oss-20b's true shape: with a GPU the figures grow evenly from one layer (the output layer) to all
 * of them, and what the device can't do stays in RAM (a software GPU with buffers of 128 MB takes no experts:
 * 0.67 GiB of 11.3 with all layers on it). Without one, the insights give the weights of all layers from a few layers
 * on, so that nothing but zero layers is asked there. A number of layers takes 0.7 s, most of it the vocabulary; each
 * context then 10 ms.
 */
import type { GgufInsights } from "node-llama-cpp";
import type { ContextCost } from "../../engine-protocol/model-facts.ts";
import type { ContextCosts, ExpertNeeds, ModelNeeds } from "./model-needs.ts";

/** Maximum tokens of a prompt batch, which llama.cpp evaluates in one pass. */
export const MAX_BATCH_TOKENS = 512;

const SMALL_CONTEXT = 4_096;
const LARGE_CONTEXT = 32_768;

/** On the CPU alone when the insights' llama.cpp has no GPU. */
export async function measureNeeds(insights: GgufInsights, hasGpu: boolean): Promise<ModelNeeds> {
  const layers = insights.totalLayers;
  const weights: ModelNeeds["weights"] = [];
  for (const gpuLayers of hasGpu ? [...new Set([0, 1, layers])] : [0]) {
    const { gpuVram, cpuRam } = await insights.estimateModelResourceRequirementsV2({ gpuLayers });
    weights.push({ gpuLayers, vram: gpuVram, ram: cpuRam });
  }
  const contexts = async (swaFullCache: boolean) => {
    const noLayers = await contextCosts(insights, 0, swaFullCache);
    return { noLayers, allLayers: hasGpu ? await contextCosts(insights, layers, swaFullCache) : noLayers };
  };
  return {
    layers,
    trainContextSize: insights.trainContextSize,
    weights,
    contexts: { full: await contexts(true), window: await contexts(false) },
  };
}

/** The same with all layers on the GPU and the experts, of which this is known already, on the CPU. */
export async function measureExperts(
  insights: GgufInsights,
  known: Pick<ExpertNeeds, "bytes" | "usedShare">,
): Promise<ExpertNeeds> {
  const layers = insights.totalLayers;
  const { gpuVram, cpuRam } = await insights.estimateModelResourceRequirementsV2({ gpuLayers: layers });
  return {
    ...known,
    weights: { vram: gpuVram, ram: cpuRam },
    contexts: {
      full: await contextCosts(insights, layers, true),
      window: await contextCosts(insights, layers, false),
    },
  };
}

async function contextCosts(
  insights: GgufInsights,
  modelGpuLayers: number,
  swaFullCache: boolean,
): Promise<ContextCosts> {
  const measure = (contextSize: number, sequences: number) =>
    insights.estimateContextResourceRequirementsV2({
      contextSize,
      sequences,
      swaFullCache,
      modelGpuLayers,
      batchSize: MAX_BATCH_TOKENS,
      flashAttention: "auto",
    });
  const small = await measure(SMALL_CONTEXT, 1);
  const large = await measure(LARGE_CONTEXT, 1);
  const two = await measure(SMALL_CONTEXT, 2);
  const cost = (one: number, longer: number, both: number): ContextCost => {
    const perToken = (longer - one) / (LARGE_CONTEXT - SMALL_CONTEXT);
    const perSequence = both - one - perToken * SMALL_CONTEXT;
    return { fixed: one - perSequence - perToken * SMALL_CONTEXT, perSequence, perToken };
  };
  return {
    vram: cost(small.gpuVram, large.gpuVram, two.gpuVram),
    ram: cost(small.cpuRam, large.cpuRam, two.cpuRam),
  };
}
