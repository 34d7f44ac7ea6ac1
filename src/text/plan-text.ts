/** How a model would be, or is, laid out in memory: in words. */

import { bytes } from "../../common/format.ts";
import type { FitAdvice, FitPlan } from "../../language-server/protocol/models.ts";
import { t } from "./l10n.ts";
import { laneName } from "./lane-text.ts";
import { MEMORY_GB_PER_SECOND, tokensPerSecondAtMost } from "./memory-speed.ts";

/** "fits on the GPU". */
export function fitLabel({ fit, gpuLayers, layers, experts }: FitPlan): string {
  switch (fit) {
    case "gpu":
      return t("fits on the GPU");
    case "expertsOnCpu":
      return t(
        "fits with the experts of {0} of {1} layers on the CPU",
        experts?.onCpu ?? 0,
        experts?.layers ?? 0,
      );
    case "partGpu":
      return t("partly fits: {0} of {1} layers on the GPU", gpuLayers, layers);
    case "cpu":
      return t("runs on the CPU");
    case "tooLarge":
      return t("too large for this machine");
  }
}

/** "Fits on the GPU". */
export function fitTitle(plan: FitPlan): string {
  return capitalized(fitLabel(plan));
}

/** Above this size, the CPU alone is slow, and a smaller model would help. */
const SMALL_MODEL_BYTES = 4e9;

/** Above it, what the CPU reads is no more than what the GPU does for a token. */
const QUICK_TOKENS_PER_SECOND = 100;

/**
 * What speed to expect, which nobody has measured here: it stands beside where the model runs. "" for one that can't be
 * loaded.
 */
export function speedEstimate({ fit, experts }: FitPlan, modelBytes: number): string {
  const speed = experts && tokensPerSecondAtMost(experts.bytesPerToken);
  if (speed !== undefined && speed < QUICK_TOKENS_PER_SECOND)
    return t(
      "Estimate: at most {0} tokens per second, with main memory of {1} GB per second.",
      speed,
      MEMORY_GB_PER_SECOND,
    );
  switch (fit) {
    case "gpu":
    case "expertsOnCpu":
      return t("Estimate: a fraction of a second per suggestion.");
    case "partGpu":
    case "cpu":
      return fit === "cpu" && modelBytes > SMALL_MODEL_BYTES
        ? t("Estimate: several seconds per suggestion.")
        : t("Estimate: a second or more per suggestion.");
    case "tooLarge":
      return "";
  }
}

/** "Beside it, gpt-oss-20b fits on the GPU.": what becomes of the other model. */
export function besideLine(name: string, plan: FitPlan): string {
  return t("Beside it, {0} {1}.", name, fitLabel(plan));
}

/** Layers, memory and contexts, one line each. */
export function planLines(plan: FitPlan): string[] {
  return [
    layersLine(plan),
    memoryLine(plan),
    ...mappedLine(plan),
    ...contextLine(plan.contexts),
    ...(plan.reduced ? [reducedLine(plan.reduced)] : []),
  ];
}

/** "24 of 24 layers on NVIDIA RTX 4090 (CUDA)". */
function layersLine({ device, gpuLayers, layers, experts }: FitPlan): string {
  if (!device || gpuLayers === 0) return t("All {0} layers on the CPU", layers);
  const name = device.name === device.backend ? device.name : `${device.name} (${device.backend})`;
  const line =
    gpuLayers === layers && experts
      ? t("All layers on {0}", name)
      : t("{0} of {1} layers on {2}", gpuLayers, layers, name);
  return withExperts(line, experts);
}

/** "All layers on the GPU, experts of 14 of 24 on the CPU". */
export function gpuLayersText({
  gpuLayers,
  layers,
  experts,
}: Pick<FitPlan, "gpuLayers" | "layers" | "experts">): string {
  const line =
    gpuLayers === layers && experts
      ? t("All layers on the GPU")
      : t("{0} of {1} layers on the GPU", gpuLayers, layers);
  return withExperts(line, experts);
}

/** "24 of 24 layers on the GPU, experts of 14 of 24 on the CPU": what is on the GPU, less the experts that aren't. */
export const withExperts = (layers: string, experts: FitPlan["experts"]) =>
  experts ? t("{0}, experts of {1} of {2} on the CPU", layers, experts.onCpu, experts.layers) : layers;

/** What it costs that the experts on the CPU can't have memory of their own. */
export function mappedLine({ experts }: FitPlan): string[] {
  return experts?.areMapped
    ? [t("Memory is short, so the experts are read through the file: prompts take longer.")]
    : [];
}

/** What it needs of what is free: of the GPU's memory, and of the machine's. */
export function memoryLine({ device, vramNeeded, ramNeeded, ramFree, fit }: FitPlan): string {
  const ram = t("needs {0} of memory, {1} free", bytes(ramNeeded), bytes(ramFree));
  if (!device || vramNeeded === 0) return capitalized(ram);
  const vram = t("needs {0} of GPU memory, {1} free", bytes(vramNeeded), bytes(device.vramFree));
  return capitalized(fit === "gpu" ? vram : `${vram}; ${ram}`);
}

/** What a model that is loaded takes: "14.2 GB of GPU memory and 0.9 GB of memory". */
export function takenText({ vramNeeded, ramNeeded }: FitPlan): string {
  if (vramNeeded === 0) return t("{0} of memory", bytes(ramNeeded));
  if (ramNeeded === 0) return t("{0} of GPU memory", bytes(vramNeeded));
  return t("{0} of GPU memory and {1} of memory", bytes(vramNeeded), bytes(ramNeeded));
}

/** "suggestions 2 × 4,096, chat 1 × 32,768"; "" where there are none. */
export function contextText(contexts: readonly { lane: string; size: number; sequences: number }[]): string {
  return contexts
    .map(({ lane, size, sequences }) => `${laneName(lane)} ${sequences} × ${size.toLocaleString()}`)
    .join(", ");
}

export function contextLine(
  contexts: readonly { lane: string; size: number; sequences: number }[],
): string[] {
  return contexts.length === 0 ? [] : [t("Context: {0} tokens", contextText(contexts))];
}

export function reducedLine(reduced: NonNullable<FitPlan["reduced"]>): string {
  return reduced === "outOfMemory"
    ? t("Reduced because memory ran out before.")
    : t("Reduced because llama.cpp crashed before.");
}

/** What would help, a sentence each. For a small model, another one that is smaller still is no advice. */
export function adviceLines({ advice }: FitPlan, modelBytes: number): string[] {
  return advice
    .filter((each) => each !== "otherModel" || modelBytes > SMALL_MODEL_BYTES)
    .map((each) => adviceText(each));
}

function adviceText(advice: FitAdvice): string {
  switch (advice) {
    case "closePrograms":
      return t("Close other programs that use the GPU or a lot of memory.");
    case "smallerContext":
      return t("Reduce the chat context size (ossicle.chat.contextSize).");
    case "otherModel":
      return t("Choose a smaller model.");
    case "addMemory":
      return t("It needs a machine with more memory.");
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
