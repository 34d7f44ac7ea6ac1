/** Downloads one file into its partial file, from where that ends, however often the connection breaks. */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";
import { type TranslatableText, translatable } from "../../../common/translatable-text.ts";
import type { FileSpec } from "../../engine-protocol/download-spec.ts";
import { downloadProblems } from "./download-problem.ts";
import { originPath, partPath, readNote, writeNote } from "./places.ts";
import { type Origin, openTransfer, reasonOf, TransientError } from "./transfer.ts";

/** How often, and after which waits, a lost connection is retried. */
export interface Timeouts {
  /** After a failure without a byte since the last one: the first wait, doubled each time. */
  firstWaitMs: number;
  longestWaitMs: number;
  /** Tries in a row that bring no byte. */
  tries: number;
  /** A connection without a byte for this time counts as lost. */
  stallMs: number;
}

/** Long enough for a router to restart, which takes two minutes. */
export const TIMEOUTS: Timeouts = { firstWaitMs: 500, longestWaitMs: 30_000, tries: 9, stallMs: 30_000 };

const SECOND_MS = 1_000;

const originSchema = v.object({ url: v.string(), host: v.string(), etag: v.string() });

export interface FetchOptions {
  folder: string;
  proxy: string;
  patience: Timeouts;
  signal: AbortSignal;
  /** How many bytes of the file are there. */
  onBytes: (bytes: number) => void;
  /** Nothing comes at the moment, for this reason: a sentence. What comes ends it. */
  onWait: (reason: TranslatableText) => void;
}

/**
 * Resolves when the part has all the bytes and the disk has them too. Rejects with a `DownloadProblem`, an error of
 * the file system, or the signal's reason; the part is there for the next time.
 */
export async function fetchPart(file: FileSpec, options: FetchOptions): Promise<void> {
  const { patience, signal } = options;
  const part = await open(partPath(options.folder, file.name), constants.O_RDWR | constants.O_CREAT);
  try {
    let failures = 0;
    for (;;) {
      const before = await partBytes(part, file);
      options.onBytes(before);
      if (before === file.bytes) break;
      try {
        await fetchRest(file, part, before, options);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof TransientError)) throw error;
        if ((await partBytes(part, file)) > before) failures = 0;
        failures++;
        if (failures >= patience.tries) throw gaveUp(file, error, before);
        const wait = Math.min(patience.firstWaitMs * 2 ** (failures - 1), patience.longestWaitMs);
        await waitToTryAgain(wait, file, error.reason, options);
      }
    }
    await part.sync();
  } finally {
    await part.close();
  }
}

async function waitToTryAgain(
  ms: number,
  { url }: FileSpec,
  reason: TranslatableText,
  { signal, onWait }: FetchOptions,
): Promise<void> {
  const { host } = new URL(url);
  for (let left = ms; left > 0; left -= SECOND_MS) {
    const seconds = Math.ceil(left / SECOND_MS);
    onWait(translatable("No data from {0}: {1}. The next try is in {2} s.", host, reason, seconds));
    await delay(Math.min(left, SECOND_MS), undefined, { signal });
  }
}

/** What is there of the file; a part that is longer than the file is no part of it. */
async function partBytes(part: FileHandle, { bytes }: FileSpec): Promise<number> {
  const { size } = await part.stat();
  if (size <= bytes) return size;
  await part.truncate(0);
  return 0;
}

/** One connection. Rejects with a `TransientError` when it ends before the file does. */
async function fetchRest(
  file: FileSpec,
  part: FileHandle,
  offset: number,
  options: FetchOptions,
): Promise<void> {
  const { folder, proxy, patience, signal, onBytes, onWait } = options;
  const note = originPath(folder, file.name);
  const known = await readNote(note, originSchema);
  const origin: Origin | undefined = known?.url === file.url ? known : undefined;
  const { url, name, bytes } = file;
  onWait(translatable("Waiting for {0}.", new URL(url).host));
  const transfer = await openTransfer({
    url,
    name,
    bytes,
    offset,
    origin,
    proxy,
    stallMs: patience.stallMs,
    signal,
  });
  const { body } = transfer;
  try {
    if (transfer.isOtherFile) await part.truncate(0);
    if (transfer.origin && transfer.origin.etag !== origin?.etag)
      await writeNote(note, { url, ...transfer.origin });
    // The rest of another file.
    if (transfer.isOtherFile && transfer.from > 0) return;
    const kept = transfer.isOtherFile ? 0 : offset;
    let at = transfer.from;
    let told = kept;
    for await (const chunk of chunksOf(body, signal)) {
      if (at + chunk.length > bytes)
        throw downloadProblems.wrongLength(new URL(url).host, name, at + chunk.length, bytes);
      // A host without range requests sends the file from its start.
      const fresh = chunk.subarray(Math.max(0, kept - at));
      if (fresh.length > 0) await writeAll(part, fresh, at + chunk.length - fresh.length);
      at += chunk.length;
      if (at > told) onBytes(at);
      told = Math.max(told, at);
    }
    if (at < bytes) throw new TransientError(translatable("it ended early"));
  } finally {
    body.destroy();
  }
}

async function* chunksOf(body: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<Buffer>;
    try {
      next = await chunks.next();
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof TransientError ? error : new TransientError(reasonOf(error as Error));
    }
    if (next.done) return;
    yield next.value;
  }
}

async function writeAll(part: FileHandle, data: Buffer, at: number): Promise<void> {
  for (let done = 0; done < data.length; )
    done += (await part.write(data, done, data.length - done, at + done)).bytesWritten;
}

function gaveUp({ url }: FileSpec, { status, reason }: TransientError, before: number): Error {
  const { host } = new URL(url);
  if (status !== undefined) return downloadProblems.serverError(host, status);
  return before > 0 ? downloadProblems.lost(host, reason) : downloadProblems.unreachable(host, reason);
}
