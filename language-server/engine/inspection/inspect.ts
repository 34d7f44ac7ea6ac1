/**
 * Checks a file before native code reads it. Checks that need no parser are made here. A child process with a heap limit
 * (`inspect-child.ts`) reads the header, so that a file that crashes its reader doesn't crash the engine.
 */

import { constants, type Stats } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { basename } from "node:path";
import * as v from "valibot";
import { translatableText } from "../../../common/translatable-text.ts";
import { ModelProblem, modelProblems } from "../../engine-protocol/model-problem.ts";
import { modelFiles, splitPart } from "../../engine-protocol/split-names.ts";
import { verificationOf } from "../download/verified.ts";
import { askChild } from "../process/child-process.ts";
import { type InspectedHeader, inspectedSchema } from "./inspected-header.ts";
import type { FileVersion, ModelFileCache } from "./model-file-cache.ts";

const GGUF_MAGIC = "GGUF";
/** Magic, version, number of tensors, number of metadata pairs (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). */
const GGUF_HEADER_BYTES = 24;
const TENSOR_COUNT_AT = 8;
/** The length of a tensor's name, its number of dimensions, its type and its offset. */
const MIN_TENSOR_BYTES = 24;

const answerSchema = v.variant("kind", [
  v.object({ kind: v.literal("ok"), result: inspectedSchema }),
  v.object({ kind: v.literal("problem"), reason: translatableText, advice: translatableText }),
]);

export interface Inspected extends InspectedHeader, FileVersion {
  /** Whether the file is unchanged since its checksum was compared with the catalog's. */
  isVerified: boolean;
}
export type InspectAnswer = v.InferOutput<typeof answerSchema>;

/**
 * Reads the header of a file. Rejects with a `ModelProblem` that says why the file can't be used.
 *
 * @param cache has the header already when the file hasn't been written since
 */
export async function inspectModel(
  path: string,
  signal: AbortSignal,
  cache: ModelFileCache,
): Promise<Inspected> {
  // A file that changed since it was verified can't be trusted.
  const isVerified = await checkUnchanged(path);
  const { size, mtimeMs: modifiedMs } = await checkFromOutside(path);
  const file: FileVersion = { path, size, modifiedMs };
  const cached = await cache.header(file);
  if (cached) return { ...cached, ...file, isVerified };
  const header = await readHeader(path, signal);
  await cache.keepHeader(file, header);
  return { ...header, ...file, isVerified };
}

async function readHeader(path: string, signal: AbortSignal): Promise<InspectedHeader> {
  const answer = await askChild("--inspect-model", [path], answerSchema, signal);
  if (answer === undefined) throw modelProblems.readerCrashed(basename(path));
  if (answer.kind === "problem") throw new ModelProblem(answer.reason, answer.advice);
  return answer.result;
}

/** Throws when a part is missing or was written since it was verified. Returns whether all parts are verified. */
async function checkUnchanged(path: string): Promise<boolean> {
  const verifications = modelFiles(path).map(async (file) => {
    const stats = await stat(file).catch(() => undefined);
    if (stats) return verificationOf(file, stats);
    // A missing file is reported later, with more detail.
    if (file === path) return "unknown";
    throw modelProblems.partMissing(basename(path), basename(file));
  });
  const all = await Promise.all(verifications);
  if (all.includes("changed")) throw modelProblems.changed(basename(path));
  return all.every((verification) => verification === "verified");
}

async function checkFromOutside(path: string): Promise<Stats> {
  const name = basename(path);
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EACCES" ? modelProblems.unreadable(name) : modelProblems.missing(path);
  });
  if (stats.isDirectory()) throw modelProblems.folder(name);
  // Opening a pipe would wait for its other end.
  if (!stats.isFile()) throw modelProblems.notGguf(name);
  await access(path, constants.R_OK).catch(() => {
    throw modelProblems.unreadable(name);
  });
  if (stats.size === 0) throw modelProblems.empty(name);
  if ((splitPart(name)?.part ?? 1) !== 1)
    throw modelProblems.laterPart(name, basename(modelFiles(path)[0] ?? ""));
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(GGUF_HEADER_BYTES), 0, GGUF_HEADER_BYTES, 0);
    if (!buffer.subarray(0, bytesRead).toString("latin1").startsWith(GGUF_MAGIC))
      throw modelProblems.notGguf(name);
    // A parser would believe the count and be busy for hours.
    if (buffer.readBigUInt64LE(TENSOR_COUNT_AT) > stats.size / MIN_TENSOR_BYTES)
      throw modelProblems.damagedHeader(name);
  } finally {
    await file.close();
  }
  return stats;
}
