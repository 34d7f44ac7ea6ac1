/**
 * From a specification to files that are whole: room on the disk, the parts, their checksums, and only then their
 * names. Whatever is there already (whole files, parts) is used.
 */
import { mkdir, rename, rm, stat, statfs } from "node:fs/promises";
import type { TranslatableText } from "../../../common/translatable-text.ts";
import type { DownloadMode, DownloadSpec, FileSpec } from "../../engine-protocol/download-spec.ts";
import { sha256Of } from "./checksum.ts";
import { downloadProblems, fileProblem } from "./download-problem.ts";
import { fetchPart, TIMEOUTS, type Timeouts } from "./fetch-part.ts";
import { finalPath, notesFolder, originPath, partPath } from "./places.ts";
import { recordChanged, recordVerified, verificationOf } from "./verified.ts";

/** Parts of a split model that come at once. */
const PARALLEL_FILES = 2;
/** Left to the disk's other users. */
const DISK_RESERVE_BYTES = 256e6;

export interface GetModelOptions {
  /** With `replace`, files that are not the catalog's are replaced once the right ones are there. */
  mode: DownloadMode;
  signal: AbortSignal;
  /** All files together. `waitsFor` says in a sentence why nothing comes at the moment. */
  onProgress: (state: "running" | "verifying", bytes: number, waitsFor?: TranslatableText) => void;
  patience?: Timeouts;
  /** Free bytes where the folder is. */
  freeBytes?: (folder: string) => Promise<number>;
}

/** Resolves with the path of the file to load. Rejects with a `DownloadProblem` or the signal's reason. */
export async function getModel(spec: DownloadSpec, options: GetModelOptions): Promise<string> {
  const { folder, files } = spec;
  let current = files[0]?.name ?? "";
  try {
    await mkdir(notesFolder(folder), { recursive: true });
    const states = await Promise.all(files.map((file) => stateOf(folder, file, options.mode)));
    const bytes = new Progress(files);
    for (const { file, state } of states) if (state !== "missing") bytes.set(file, file.bytes);
    const missing = states.flatMap(({ file, state }) => (state === "missing" ? [file] : []));
    await checkSpace(folder, missing, options.freeBytes ?? freeBytes);
    await fetchAll(missing, spec, options, bytes);
    bytes.clear();
    for (const { file, state } of states) if (state === "verified") bytes.set(file, file.bytes);
    for (const { file, state } of states) {
      current = file.name;
      if (state !== "verified") await verify(file, state, spec, options, bytes);
    }
    // All together: a split model of which some parts have their names looks whole.
    for (const file of missing) {
      current = file.name;
      await rename(partPath(folder, file.name), finalPath(folder, file.name));
      await recordVerified(finalPath(folder, file.name), file.sha256);
      await rm(originPath(folder, file.name), { force: true });
    }
    return finalPath(folder, files[0]?.name ?? "");
  } catch (error) {
    options.signal.throwIfAborted();
    throw fileProblem(error, folder, current) ?? error;
  }
}

type FileState = "missing" | "unchecked" | "verified";

async function stateOf(
  folder: string,
  file: FileSpec,
  mode: DownloadMode,
): Promise<{ file: FileSpec; state: FileState }> {
  const path = finalPath(folder, file.name);
  const stats = await stat(path).catch(() => undefined);
  if (!stats && mode === "verify") throw downloadProblems.gone(file.name);
  if (!stats) return { file, state: "missing" };
  const isVerified = (await verificationOf(path, stats, file.sha256)) === "verified";
  if (isVerified && mode !== "verify") return { file, state: "verified" };
  if (mode === "replace") return { file, state: "missing" };
  if (!stats.isFile() || stats.size !== file.bytes) throw downloadProblems.mismatch(file.name);
  return { file, state: "unchecked" };
}

async function checkSpace(
  folder: string,
  missing: readonly FileSpec[],
  free: (folder: string) => Promise<number>,
): Promise<void> {
  if (missing.length === 0) return;
  const there = await Promise.all(missing.map((file) => sizeOf(partPath(folder, file.name))));
  const needed = missing.reduce((sum, { bytes }, i) => sum + Math.max(0, bytes - (there[i] ?? 0)), 0);
  const available = await free(folder);
  if (needed > 0 && needed + DISK_RESERVE_BYTES > available)
    throw downloadProblems.noSpace(folder, needed + DISK_RESERVE_BYTES, available);
}

/** What this user may still write to the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function fetchAll(
  missing: readonly FileSpec[],
  { folder, proxy }: DownloadSpec,
  { signal, onProgress, patience = TIMEOUTS }: GetModelOptions,
  progress: Progress,
): Promise<void> {
  // What one file can't have, the others needn't wait for.
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const waiting = [...missing];
  const worker = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const current = file;
      const onBytes = (bytes: number) => {
        progress.set(current, bytes);
        onProgress("running", progress.total);
      };
      const onWait = (reason: TranslatableText) => onProgress("running", progress.total, reason);
      await fetchPart(current, { folder, proxy, patience, signal: both, onBytes, onWait });
    }
  };
  let cause: unknown;
  const workers = Array.from({ length: PARALLEL_FILES }, () =>
    worker().catch((error: unknown) => {
      if (!failed.signal.aborted) cause = error;
      failed.abort();
    }),
  );
  await Promise.all(workers);
  if (failed.signal.aborted) throw cause;
}

async function verify(
  file: FileSpec,
  state: "missing" | "unchecked",
  { folder }: DownloadSpec,
  { signal, onProgress }: GetModelOptions,
  progress: Progress,
): Promise<void> {
  const path = state === "missing" ? partPath(folder, file.name) : finalPath(folder, file.name);
  const sha256 = await sha256Of(path, signal, (bytes) => {
    progress.set(file, bytes);
    onProgress("verifying", progress.total);
  });
  if (sha256 === file.sha256) {
    if (state === "unchecked") await recordVerified(path, sha256);
    return;
  }
  if (state === "unchecked") {
    await recordChanged(path);
    throw downloadProblems.mismatch(file.name);
  }
  await rm(path, { force: true });
  await rm(originPath(folder, file.name), { force: true });
  throw downloadProblems.wrongChecksum(file.name);
}

/** Bytes by file. */
class Progress {
  readonly #bytes = new Map<string, number>();

  constructor(files: readonly FileSpec[]) {
    for (const { name } of files) this.#bytes.set(name, 0);
  }

  get total(): number {
    return this.#bytes.values().reduce((sum, bytes) => sum + bytes, 0);
  }

  set({ name }: FileSpec, bytes: number): void {
    this.#bytes.set(name, bytes);
  }

  clear(): void {
    for (const name of this.#bytes.keys()) this.#bytes.set(name, 0);
  }
}
