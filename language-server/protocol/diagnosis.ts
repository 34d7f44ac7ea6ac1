/** What the server and the engine know for a bug report: no code of the user, and no file names but the model's. */
import * as v from "valibot";
import { nothing, request } from "../../common/wire.ts";

export const addonAbilities = v.object({
  /** The experts of some layers can stay in main memory while the rest of those layers is on the GPU. */
  expertsOnCpu: v.boolean(),
  /** A prompt's batch under way can be ended, where the CPU evaluates it. */
  abort: v.boolean(),
});

const headerFacts = v.array(v.object({ name: v.string(), value: v.string() }));

const engineDiagnosis = v.object({
  node: v.string(),
  nodeLlamaCpp: v.string(),
  /** Release of llama.cpp, such as "b9862". */
  llamaCpp: v.string(),
  /** What the engine's build of node-llama-cpp's addon can do; absent while no back end was started. */
  addon: v.optional(addonAbilities),
  /** How long the process has been running. */
  upSeconds: v.number(),
  /** Windows and editors that use it. */
  clients: v.number(),
  /** "CPU", "CUDA", "Vulkan" or "Metal". */
  backend: v.string(),
  devices: v.array(v.string()),
  vramTotal: v.number(),
  vramFree: v.number(),
  note: v.optional(v.string()),
  /** What the header of the model's file says. */
  header: v.optional(headerFacts),
  /** And that of the model for suggestions alone. */
  completionHeader: v.optional(headerFacts),
});

const diagnosis = v.object({
  machine: v.object({
    /** Such as "linux x64, 6.1.0". */
    system: v.string(),
    cpu: v.string(),
    /** Logical ones. */
    cores: v.number(),
    ramTotal: v.number(),
    ramFree: v.number(),
  }),
  /** Version of Node that the server runs on. */
  node: v.string(),
  /** Absent while the engine can't be asked. */
  engine: v.optional(engineDiagnosis),
  /** Why the engine could not be asked. */
  engineProblem: v.optional(v.string()),
  /** Crashes while a model was loaded, as they are remembered; "" when there were none. */
  crashes: v.string(),
  /** The end of the engine's log. */
  engineLog: v.array(v.string()),
});

export type AddonAbilities = v.InferOutput<typeof addonAbilities>;
export type EngineDiagnosis = v.InferOutput<typeof engineDiagnosis>;
export type Diagnosis = v.InferOutput<typeof diagnosis>;

/** Facts for a bug report, without the user's code. Answers although there is no engine. */
export const DiagnoseRequest = request("ossicle/diagnose", nothing, diagnosis);
