/** The states of the model as the status tells them to the person. */
import type { ModelStatus } from "../protocol/status.ts";
import { type Backend, deviceInfo } from "./backend.ts";
import type { Inspected } from "./inspect.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { ModelProblem, modelProblems } from "./model-problem.ts";

export const NO_MODEL: ModelStatus = {
  state: "none",
  reason: "No model is chosen.",
  advice: "Choose a gpt-oss model file (GGUF).",
  remedy: "selectModel",
};

export function modelOf({ path, architecture, bytes }: Inspected): ModelStatus["model"] {
  return { name: shortName(path), path, architecture, bytes, dialect: "harmony" };
}

/** Before the header was read, the file's name is all there is. */
export function modelOfPath(path: string): ModelStatus["model"] {
  return { name: shortName(path), path, architecture: "", bytes: 0, dialect: "harmony" };
}

/**
 * The file's name without what says nothing to the person: the ending, the number of a part, the kind of
 * quantisation. So a model has one name from the first moment on; the one in its header comes late, and often is
 * another model's.
 */
export function shortName(path: string): string {
  const file = path.split(/[\\/]/).at(-1) ?? path;
  return file
    .replace(/\.gguf$/i, "")
    .replace(/-\d{5}-of-\d{5}$/, "")
    .replace(/[-.](mxfp4(_moe)?|i?q\d\w*|bf16|f16|f32)$/i, "");
}

export function failedStatus(error: unknown): ModelStatus {
  const problem =
    error instanceof ModelProblem
      ? error
      : modelProblems.failed("the model", error instanceof Error ? error.message : String(error));
  return { state: "failed", reason: problem.message, advice: problem.advice, remedy: problem.remedy };
}

export async function readyStatus(
  loaded: LoadedModel,
  inspected: Inspected,
  backend: Backend,
): Promise<ModelStatus> {
  const { devices, vramTotal, vramFree, note } = await deviceInfo(backend);
  return {
    state: "ready",
    model: modelOf(inspected),
    device: {
      name: devices[0] ?? "CPU",
      backend: backend.name,
      vramTotal,
      vramFree,
      gpuLayers: loaded.model.gpuLayers,
      layers: inspected.layers,
      note,
    },
    contexts: await loaded.contexts(),
  };
}
