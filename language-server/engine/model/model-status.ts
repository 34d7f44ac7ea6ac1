/** The model's states as the status shows them to the user. */

import { messageOf } from "../../../common/errors.ts";
import { translatable } from "../../../common/translatable-text.ts";
import { ModelProblem, modelProblems } from "../../engine-protocol/model-problem.ts";
import type { OneEngineStatus } from "../../engine-protocol/protocol.ts";
import { shortName } from "../../engine-protocol/short-name.ts";
import { memoryOf } from "../backend/memory.ts";
import type { LoadedModel } from "../generation/loaded-model.ts";
import type { Inspected } from "../inspection/inspect.ts";
import type { ActiveModel } from "./active-model.ts";

export const NO_MODEL: OneEngineStatus = {
  state: "none",
  reason: translatable("No model is selected."),
  advice: translatable("Download one, or select a model file (GGUF)."),
  fix: "selectModel",
};

type ModelInfo = NonNullable<OneEngineStatus["model"]>;

export function modelOf({ path, architecture, bytes, dialect, chats, agent }: Inspected): ModelInfo {
  return { name: shortName(path), path, architecture, bytes, dialect, chats, agent };
}

/** The model before its header is read: only the file's name is known. */
export function modelOfPath(path: string): ModelInfo {
  return { name: shortName(path), path, architecture: "", bytes: 0, dialect: "harmony", chats: true };
}

/** @param path of the model that couldn't be loaded */
export function failedStatus(error: unknown, path: string): OneEngineStatus {
  const problem =
    error instanceof ModelProblem ? error : modelProblems.failed(translatable("the model"), messageOf(error));
  const { reason, advice, fix } = problem;
  return { state: "failed", model: modelOfPath(path), reason, advice, fix };
}

/** Contexts are created when they are first needed. */
export async function contextStatus(
  loaded: LoadedModel,
): Promise<Pick<OneEngineStatus, "contexts" | "chatContextTokens">> {
  const chatContextTokens = await loaded.chatContextSize();
  return {
    contexts: await loaded.contexts(),
    ...(chatContextTokens === undefined ? {} : { chatContextTokens }),
  };
}

export async function readyStatus({
  model,
  inspected,
  prepared,
  adapters,
}: ActiveModel): Promise<OneEngineStatus> {
  const { plan, backend, isCareful } = prepared;
  const { devices, vramTotal, vramFree } = await memoryOf(backend);
  const isOnCpu = plan.gpuLayers === 0;
  const [problem] = adapters.problems;
  return {
    state: "ready",
    model: { ...modelOf(inspected), ...(model.lora.length > 0 ? { lora: [...model.lora] } : {}) },
    plan,
    device: {
      name: isOnCpu ? "CPU" : (plan.device?.name ?? devices[0] ?? "CPU"),
      backend: isOnCpu ? "CPU" : backend.name,
      vramTotal,
      vramFree,
      gpuLayers: plan.gpuLayers,
      layers: plan.layers,
      note: isCareful ? carefulNote(backend.name) : backend.note,
    },
    ...(await contextStatus(model)),
    ...(problem === undefined ? {} : { advice: problem, fix: "openSettings" }),
  };
}

const carefulNote = (backend: string) =>
  translatable(
    "llama.cpp crashed with this model on {0}, so it runs without flash attention and in small batches.",
    backend,
  );
