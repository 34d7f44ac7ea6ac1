/** The child process that measures with llama.cpp what a model needs on the real device. */
import { stat } from "node:fs/promises";
import { type GgufFileInfo, GgufInsights, type Llama } from "node-llama-cpp";
import * as v from "valibot";
import type { EngineSettings } from "../../engine-protocol/protocol.ts";
import { modelFiles } from "../../engine-protocol/split-names.ts";
import { addonAbilities, withExpertsOnCpu } from "../backend/addon.ts";
import { startBackend } from "../backend/backend.ts";
import { readFileInfo } from "../backend/file-info.ts";
import { expertBytes, usedExperts } from "../inspection/expert-tensors.ts";
import { measureExperts, measureNeeds } from "../inspection/measure-needs.ts";
import type { ModelNeeds } from "../inspection/model-needs.ts";
import { needsSchema } from "../inspection/needs-schema.ts";
import { answerAndEnd, askChild } from "../process/child-process.ts";

const answerSchema = v.object({ backend: v.string(), needs: needsSchema });

/** Measures, sends the answer to the parent and ends. */
export async function runMeasureChild(path: string, gpu: string): Promise<void> {
  const { llama, name } = await startBackend({ gpu: gpu as EngineSettings["gpu"], threads: 1 }, () => {});
  const info = await readFileInfo(path);
  const needs = await measureNeeds(await GgufInsights.from(info, llama), llama.gpu !== false);
  answerAndEnd({ backend: name, needs: { ...needs, experts: await expertNeeds(path, info, llama) } });
}

/** undefined for a model without experts, and where they can't be on the CPU without their layers. */
async function expertNeeds(path: string, info: GgufFileInfo, llama: Llama): Promise<ModelNeeds["experts"]> {
  if (llama.gpu === false || !addonAbilities(llama).expertsOnCpu) return undefined;
  const partBytes = await Promise.all(modelFiles(path).map(async (file) => (await stat(file)).size));
  const bytes = expertBytes(info.fullTensorInfo ?? [], partBytes);
  if (!bytes) return undefined;
  return withExpertsOnCpu(llama, bytes.length, async () => {
    // The insights remember what they have measured without looking at where the experts are.
    const insights = await GgufInsights.from(info, llama);
    return measureExperts(insights, { bytes, usedShare: usedExperts(info) });
  });
}

/**
 * What the model at `path` needs on this kind of GPU; undefined when it can't be measured, because the device is in use
 * or its driver fails.
 */
export async function measureModel(
  path: string,
  gpu: "cuda" | "vulkan" | "metal",
  signal: AbortSignal,
): Promise<ModelNeeds | undefined> {
  const answer = await askChild("--measure-model", [path, gpu], answerSchema, signal);
  return answer?.backend === "CPU" ? undefined : answer?.needs;
}
