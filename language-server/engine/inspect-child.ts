/** The throwaway process that reads an unknown GGUF header and lets llama.cpp look at it. */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import {
  type GgufFileInfo,
  GgufInsights,
  getLlama,
  type Llama,
  LlamaLogLevel,
  readGgufFileInfo,
} from "node-llama-cpp";
import type { InspectAnswer, Inspected } from "./inspect.ts";
import { COMPLETION_CONTEXT } from "./loaded-model.ts";
import { ModelProblem, modelProblems } from "./model-problem.ts";

/** Architectures of llama.cpp that only encode text (llama-arch.h, those without an output head). */
const ENCODERS = new Set([
  "bert",
  "nomic-bert",
  "nomic-bert-moe",
  "neo-bert",
  "jina-bert-v2",
  "jina-bert-v3",
  "modern-bert",
  "eurobert",
  "t5encoder",
  "gemma-embedding",
  "llama-embed",
]);

/** Reads the file, sends the answer to the parent and ends. */
export async function runInspectChild(path: string): Promise<void> {
  let answer: InspectAnswer;
  try {
    answer = { kind: "ok", result: await inspect(path) };
  } catch (error) {
    const problem = error instanceof ModelProblem ? error : modelProblems.damagedHeader(basename(path));
    answer = { kind: "problem", reason: problem.message, advice: problem.advice };
  }
  process.send?.(answer, () => process.exit(0));
}

async function inspect(path: string): Promise<Omit<Inspected, "path" | "modifiedMs">> {
  const name = basename(path);
  const { size: bytes } = await stat(path);
  const info = await readGgufFileInfo(path, { sourceType: "filesystem", logWarnings: false });
  const architecture = info.metadata.general.architecture;
  checkPurpose(name, info);
  const lines: string[] = [];
  const llama = await getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    logLevel: LlamaLogLevel.error,
    logger: (_level, message) => lines.push(message),
  });
  const insights = await GgufInsights.from(info, llama);
  const wanted = tensorsEnd(info, insights.modelSize);
  // A split model's first file holds a part of the tensors only.
  if (info.splicedParts <= 1 && bytes < wanted) throw modelProblems.cutShort(name, bytes, wanted);
  await checkKnown(name, path, architecture, llama, lines);
  return {
    bytes: info.splicedParts > 1 ? insights.modelSize : bytes,
    name: info.metadata.general.name ?? name,
    architecture,
    slidingWindow: insights.swaSize,
    layers: insights.totalLayers,
    trainContextSize: insights.trainContextSize,
    fileType:
      info.metadata.general.file_type === undefined ? undefined : String(info.metadata.general.file_type),
    neededBytes: await neededBytes(insights),
  };
}

function checkPurpose(name: string, info: GgufFileInfo): void {
  const { architecture } = info.metadata.general;
  const type: unknown = Reflect.get(info.metadata.general, "type");
  if (type === "adapter") throw modelProblems.adapter(name);
  if (type === "mmproj" || type === "projector" || String(architecture) === "clip")
    throw modelProblems.projector(name);
  const pooling = info.architectureMetadata?.pooling_type ?? 0;
  if (ENCODERS.has(architecture) || pooling > 0) throw modelProblems.embedding(name, architecture);
}

/** Lets llama.cpp read header and vocabulary. */
async function checkKnown(
  name: string,
  path: string,
  architecture: string,
  llama: Llama,
  lines: string[],
): Promise<void> {
  try {
    const model = await llama.loadModel({ modelPath: path, vocabOnly: true, ignoreMemorySafetyChecks: true });
    await model.dispose();
  } catch {
    if (lines.some((line) => line.includes("unknown model architecture")))
      throw modelProblems.unknownArchitecture(name, architecture, llama.llamaCppRelease.release);
    const why = lines.findLast((line) => line.includes("error"))?.trim() ?? "its header is not complete";
    throw modelProblems.failed(name, why);
  }
}

/** The smallest size of a file that holds all its tensors. */
function tensorsEnd(info: GgufFileInfo, modelSize: number): number {
  const start = Math.min(...(info.tensorInfo ?? []).map((tensor) => Number(tensor.fileOffset)));
  return Number.isFinite(start) ? start + modelSize : modelSize;
}

async function neededBytes(insights: GgufInsights): Promise<number> {
  const model = await insights.estimateModelResourceRequirementsV2({ gpuLayers: 0 });
  const context = await insights.estimateContextResourceRequirementsV2({
    ...COMPLETION_CONTEXT,
    contextSize: Math.min(
      COMPLETION_CONTEXT.contextSize,
      insights.trainContextSize ?? Number.POSITIVE_INFINITY,
    ),
    modelGpuLayers: 0,
  });
  return model.cpuRam + model.gpuVram + context.cpuRam + context.gpuVram;
}
