/** The child process that measures with llama.cpp what a model needs on the real device. */
import { GgufInsights, readGgufFileInfo } from "node-llama-cpp";
import * as v from "valibot";
import type { EngineSettings } from "../../engine-protocol/protocol.ts";
import { startBackend } from "../backend/backend.ts";
import { measureNeeds } from "../inspection/measure-needs.ts";
import type { ModelNeeds } from "../inspection/model-needs.ts";
import { needsSchema } from "../inspection/needs-schema.ts";
import { answerAndEnd, askChild } from "../process/child-process.ts";

const answerSchema = v.object({ backend: v.string(), needs: needsSchema });

/** Measures, sends the answer to the parent and ends. */
export async function runMeasureChild(path: string, gpu: string): Promise<void> {
  const { llama, name } = await startBackend({ gpu: gpu as EngineSettings["gpu"], threads: 1 }, () => {});
  const info = await readGgufFileInfo(path, { sourceType: "filesystem", logWarnings: false });
  const insights = await GgufInsights.from(info, llama);
  answerAndEnd({ backend: name, needs: await measureNeeds(insights, llama.gpu !== false) });
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
