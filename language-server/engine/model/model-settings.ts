/** The part of the engine's settings that one model is loaded by, and what a change of it takes. */
import { isDeepStrictEqual } from "node:util";
import type { EngineSettings } from "../../engine-protocol/protocol.ts";

export type ModelSettings = Omit<EngineSettings, "completionModel">;

export const ANY_SETTINGS: ModelSettings = {
  model: { path: "", lora: [] },
  gpu: "auto",
  threads: 0,
  devices: [],
  idleUnloadMinutes: 0,
  chatContextSize: 0,
};

/** Whether anything of the loaded model has to be made anew. */
export function needsReload(a: ModelSettings, b: ModelSettings): boolean {
  return !isDeepStrictEqual({ ...a, idleUnloadMinutes: 0 }, { ...b, idleUnloadMinutes: 0 });
}

/** Whether no more than the contexts has to be made anew. */
export const keepsModel = (a: ModelSettings, b: ModelSettings): boolean =>
  isDeepStrictEqual(contextIndependent(a), contextIndependent(b));

/** What is left of the settings without what only contexts are made of. */
function contextIndependent({
  model,
  chatContextSize: _size,
  idleUnloadMinutes: _idle,
  ...rest
}: ModelSettings) {
  return { ...rest, path: model.path };
}
