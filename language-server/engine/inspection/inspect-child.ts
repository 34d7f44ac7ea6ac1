/** The child process that reads an unknown GGUF header and lets llama.cpp look at it. */

import { stat } from "node:fs/promises";
import { basename } from "node:path";
import {
  type GgufFileInfo,
  GgufFileType,
  GgufInsights,
  getLlama,
  type Llama,
  LlamaLogLevel,
} from "node-llama-cpp";
import { translatable } from "../../../common/translatable-text.ts";
import { ModelProblem, modelProblems } from "../../engine-protocol/model-problem.ts";
import { modelFiles } from "../../engine-protocol/split-names.ts";
import { withoutEstimates } from "../backend/estimates.ts";
import { readFileInfo } from "../backend/file-info.ts";
import { withHeader } from "../backend/known-header.ts";
import { shareMeasuredModel } from "../backend/shared-model.ts";
import { answerAndEnd } from "../process/child-process.ts";
import { type Prompting, promptingOf } from "../tokens/dialect.ts";
import { markersOf } from "../tokens/markers.ts";
import { agentAbilityOf } from "./agent-ability.ts";
import type { InspectAnswer } from "./inspect.ts";
import type { InspectedHeader } from "./inspected-header.ts";
import { measureNeeds } from "./measure-needs.ts";

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
  answerAndEnd(await answerFor(path));
}

/** The answer: the header's content, or why the file can't be used. */
export async function answerFor(path: string): Promise<InspectAnswer> {
  try {
    return { kind: "ok", result: await inspect(path) };
  } catch (error) {
    const problem = error instanceof ModelProblem ? error : modelProblems.damagedHeader(basename(path));
    return { kind: "problem", reason: problem.reason, advice: problem.advice };
  }
}

async function inspect(path: string): Promise<InspectedHeader> {
  const name = basename(path);
  const parts = await partsOf(path);
  const bytes = parts.reduce((sum, { size }) => sum + size, 0);
  const info = await readInfo(path);
  const architecture = info.metadata.general.architecture;
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
  if (parts.length > 1) checkParts(parts, info);
  if (bytes < wanted) throw modelProblems.cutShort(name, bytes, wanted);
  // What is measured has the vocabulary: it is read once.
  shareMeasuredModel(llama);
  const needs = await measureNeeds(insights, false);
  const prompting = await readPrompting(name, path, info, llama, lines);
  return {
    bytes,
    name: info.metadata.general.name ?? name,
    architecture,
    slidingWindow: insights.swaSize,
    layers: insights.totalLayers,
    trainContextSize: insights.trainContextSize,
    quantization: quantizationOf(info),
    ...prompting,
    agent: agentAbilityOf(prompting.dialect, Reflect.get(info.metadata.general, "size_label")),
    needs,
  };
}

/** The files that the model is in. */
function partsOf(path: string): Promise<{ name: string; size: number }[]> {
  return Promise.all(
    modelFiles(path).map(async (file) => ({ name: basename(file), size: (await stat(file)).size })),
  );
}

/** Throws where a part of a split model ends before its last tensor begins. */
function checkParts(parts: readonly { name: string; size: number }[], info: GgufFileInfo): void {
  for (const { filePart, fileOffset } of info.fullTensorInfo ?? []) {
    const part = parts[filePart - 1];
    const wanted = Number(fileOffset);
    if (part && part.size <= wanted) throw modelProblems.cutShort(part.name, part.size, wanted);
  }
}

/** Reads and checks the header without native code. */
export async function readInfo(path: string): Promise<GgufFileInfo> {
  const info = await readFileInfo(path);
  checkPurpose(basename(path), info);
  return info;
}

/** The usual name of the quantization, if this llama.cpp knows it. */
function quantizationOf({ metadata }: GgufFileInfo): string | undefined {
  const name = GgufFileType[metadata.general.file_type ?? -1];
  return name?.replace(/^(MOSTLY|ALL)_/, "").replace(/_MOE$/, "");
}

/** Names of tensors that Ollama's converter gives gpt-oss and llama.cpp's doesn't. */
const OLLAMA_TENSOR = /^blk\.\d+\.(attn_qkv|attn_out|ffn_gate_up_exps)\./;

function checkPurpose(name: string, info: GgufFileInfo): void {
  const { architecture } = info.metadata.general;
  const type: unknown = Reflect.get(info.metadata.general, "type");
  const isOllamas =
    String(architecture) === "gptoss" ||
    (architecture === "gpt-oss" && info.tensorInfo?.some((tensor) => OLLAMA_TENSOR.test(tensor.name)));
  if (isOllamas) throw modelProblems.ollamaForm(name);
  if (type === "adapter") throw modelProblems.adapter(name);
  if (type === "mmproj" || type === "projector" || String(architecture) === "clip")
    throw modelProblems.projector(name);
  const pooling = info.architectureMetadata?.pooling_type ?? 0;
  if (ENCODERS.has(architecture) || pooling > 0) throw modelProblems.embedding(name, architecture);
}

/** Lets llama.cpp read header and vocabulary, and returns how the model is prompted. */
async function readPrompting(
  name: string,
  path: string,
  info: GgufFileInfo,
  llama: Llama,
  lines: string[],
): Promise<Prompting & Pick<InspectedHeader, "markers">> {
  const withEstimates = withoutEstimates();
  try {
    const load = () => llama.loadModel({ modelPath: path, vocabOnly: true, ignoreMemorySafetyChecks: true });
    const model = await withHeader(info, load);
    const markers = markersOf(model);
    return { ...(await promptingOf(model, markers)), markers: [...markers] };
  } catch {
    if (lines.some((line) => line.includes("unknown model architecture")))
      throw modelProblems.unknownArchitecture(
        name,
        info.metadata.general.architecture,
        llama.llamaCppRelease.release,
      );
    const why = lines.findLast((line) => line.includes("error"))?.trim();
    throw modelProblems.failed(name, why ?? translatable("its header is not complete"));
  } finally {
    withEstimates();
  }
}

/** The smallest size of a file that holds all its tensors. */
function tensorsEnd(info: GgufFileInfo, modelSize: number): number {
  const start = Math.min(...(info.tensorInfo ?? []).map((tensor) => Number(tensor.fileOffset)));
  return Number.isFinite(start) ? start + modelSize : modelSize;
}
