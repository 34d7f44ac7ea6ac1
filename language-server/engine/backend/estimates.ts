/**
 * node-llama-cpp 3.22 estimates the memory of each model and context before it creates it, also where
 * `ignoreMemorySafetyChecks` says that nobody wants to know
 * (https://github.com/withcatai/node-llama-cpp/blob/v3.22.1/src/evaluator/LlamaModel/LlamaModel.ts, and LlamaContext.ts
 * beside it). For each it reads the whole vocabulary again: with a real one, 0.8 s for the model, and for the first
 * chat and the first edit as well. The plan has measured all of that in a process of its own (`measure-needs.ts`).
 */
import { GgufInsights } from "node-llama-cpp";

const NOTHING = { cpuRam: 0, gpuVram: 0 };

/** From now on this process estimates nothing. Returns how to take that back. */
export function withoutEstimates(): () => void {
  const { prototype } = GgufInsights;
  const { estimateModelResourceRequirementsV2: ofModel, estimateContextResourceRequirementsV2: ofContext } =
    prototype;
  prototype.estimateModelResourceRequirementsV2 = async () => NOTHING;
  prototype.estimateContextResourceRequirementsV2 = async () => NOTHING;
  return () => {
    prototype.estimateModelResourceRequirementsV2 = ofModel;
    prototype.estimateContextResourceRequirementsV2 = ofContext;
  };
}
