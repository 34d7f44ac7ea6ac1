/** The engine as suggestions see it: their own model where one is chosen and can be used, else the one for everything. */
import type { CompletionEngine, Engine } from "../engine-client/api.ts";
import type { ModelStatus } from "../protocol/status.ts";

export function completionEngine(engine: Pick<Engine, keyof CompletionEngine>): CompletionEngine {
  return {
    get status() {
      return answeringStatus(engine.status);
    },
    onStatus: (listener) => engine.onStatus((status) => listener(answeringStatus(status))),
    generate: (request, options) =>
      engine.generate(hasOwnModel(engine.status) ? { ...request, model: "completion" } : request, options),
    load: async () => {
      const model = hasOwnModel(engine.status) ? "completion" : "main";
      return answeringStatus(await engine.load(model));
    },
  };
}

/** A model that can't be used leaves suggestions to the other one. */
const hasOwnModel = ({ completionModel }: ModelStatus): boolean =>
  completionModel !== undefined && completionModel.state !== "failed";

/** The status of the model that suggestions come from. */
export function answeringStatus(status: ModelStatus): ModelStatus {
  return (hasOwnModel(status) && status.completionModel) || status;
}
