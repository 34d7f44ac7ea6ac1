/**
 * Looks at a file before native code gets it. What can be told from outside is told here; the header is read by
 * a throwaway child process (`inspect-child.ts`) with a heap limit, so that a file that kills its reader hurts
 * nobody.
 */
import { fork } from "node:child_process";
import { constants, type Stats } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { basename } from "node:path";
import * as v from "valibot";
import { childEnvironment } from "./child-environment.ts";
import { ModelProblem, modelProblems } from "./model-problem.ts";

const CHILD_HEAP_MB = 1_024;
const CHILD_TIMEOUT_MS = 60_000;
const GGUF_MAGIC = "GGUF";
/** Magic, version, number of tensors, number of metadata pairs (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). */
const GGUF_HEADER_BYTES = 24;
const TENSOR_COUNT_AT = 8;
/** The length of a tensor's name, its number of dimensions, its type and its offset. */
const LEAST_TENSOR_BYTES = 24;

const inspectedSchema = v.object({
  bytes: v.number(),
  name: v.string(),
  architecture: v.string(),
  slidingWindow: v.optional(v.number()),
  layers: v.number(),
  trainContextSize: v.optional(v.number()),
  fileType: v.optional(v.string()),
  /** Memory in bytes for weights and the completion contexts, all on the CPU. */
  neededBytes: v.number(),
});

const answerSchema = v.variant("kind", [
  v.object({ kind: v.literal("ok"), result: inspectedSchema }),
  v.object({ kind: v.literal("problem"), reason: v.string(), advice: v.string() }),
]);

export interface Inspected extends v.InferOutput<typeof inspectedSchema> {
  path: string;
  /** When the file was last written, in ms since the epoch: another time means another file. */
  modifiedMs: number;
}
export type InspectAnswer = v.InferOutput<typeof answerSchema>;

/**
 * Reads what the file is. Rejects with a `ModelProblem` that says why it can't be used.
 *
 * @param known what was found before; the answer again while the file has not been written since.
 */
export async function inspectModel(path: string, signal: AbortSignal, known?: Inspected): Promise<Inspected> {
  const { mtimeMs: modifiedMs } = await checkFromOutside(path);
  if (known?.path === path && known.modifiedMs === modifiedMs) return known;
  const answer = await askChild(path, signal);
  if (answer === undefined) throw modelProblems.readerCrashed(basename(path));
  if (answer.kind === "problem") throw new ModelProblem(answer.reason, answer.advice);
  return { ...answer.result, path, modifiedMs };
}

async function checkFromOutside(path: string): Promise<Stats> {
  const name = basename(path);
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EACCES" ? modelProblems.unreadable(name) : modelProblems.missing(name);
  });
  if (stats.isDirectory()) throw modelProblems.folder(name);
  // Opening a pipe would wait for its other end.
  if (!stats.isFile()) throw modelProblems.notGguf(name);
  await access(path, constants.R_OK).catch(() => {
    throw modelProblems.unreadable(name);
  });
  if (stats.size === 0) throw modelProblems.empty(name);
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(GGUF_HEADER_BYTES), 0, GGUF_HEADER_BYTES, 0);
    if (!buffer.subarray(0, bytesRead).toString("latin1").startsWith(GGUF_MAGIC))
      throw modelProblems.notGguf(name);
    // A reader would believe the count, and be busy for hours.
    if (buffer.readBigUInt64LE(TENSOR_COUNT_AT) > stats.size / LEAST_TENSOR_BYTES)
      throw modelProblems.damagedHeader(name);
  } finally {
    await file.close();
  }
  return stats;
}

/** The child's answer, or undefined when it died or took too long. */
function askChild(path: string, signal: AbortSignal): Promise<InspectAnswer | undefined> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = fork(process.argv[1] ?? "", ["--inspect-model", path], {
      execArgv: [`--max-old-space-size=${CHILD_HEAP_MB}`],
      env: childEnvironment(),
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      timeout: CHILD_TIMEOUT_MS,
      killSignal: "SIGKILL",
    });
    const onAbort = () => child.kill("SIGKILL");
    signal.addEventListener("abort", onAbort, { once: true });
    let answer: InspectAnswer | undefined;
    child.on("message", (message) => {
      const parsed = v.safeParse(answerSchema, message);
      if (parsed.success) answer = parsed.output;
    });
    child.on("error", () => {
      // Followed by "exit", or never started: then there is no answer either.
      if (child.pid === undefined) resolve(undefined);
    });
    child.on("exit", () => {
      signal.removeEventListener("abort", onAbort);
      if (signal.aborted) reject(signal.reason);
      else resolve(answer);
    });
  });
}
