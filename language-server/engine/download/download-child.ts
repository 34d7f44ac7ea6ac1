/** The process that downloads one model. It may be killed at any time: the next one continues with what has arrived. */
import { mkdir } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";
import { type FileLock, tryLock } from "../../../common/file-lock.ts";
import { type DownloadRequest, orderSchema, type Report } from "./child-messages.ts";
import { DownloadProblem, downloadProblems, fileProblem } from "./download-problem.ts";
import { getModel } from "./get-model.ts";
import { lockPath, notesFolder } from "./places.ts";

const PROGRESS_INTERVAL_MS = 200;
/** How long to wait for the lock: the process of a killed engine ends within this time. */
const LOCK_WAIT_MS = 5_000;
const LOCK_POLL_MS = 100;

/** Waits for the request, reports progress, and ends. */
export async function runDownloadChild(): Promise<void> {
  // The engine is gone, so nobody can show the progress.
  process.once("disconnect", () => process.exit(1));
  const order = await new Promise<DownloadRequest>((resolve) => {
    process.once("message", (message) => resolve(v.parse(orderSchema, message)));
  });
  const last = await carryOut(order);
  process.send?.(last, () => process.exit(0));
}

async function carryOut({ spec, mode }: DownloadRequest): Promise<Report> {
  let lock: FileLock | undefined;
  try {
    lock = await lockDownload(spec.folder, spec.id, spec.name);
    let last = { state: "", waits: false, at: 0 };
    const path = await getModel(spec, {
      mode,
      signal: new AbortController().signal,
      onProgress: (state, bytes, waitsFor) => {
        const now = performance.now();
        const waits = waitsFor !== undefined;
        const isNews = state !== last.state || waits || last.waits;
        if (!isNews && now - last.at < PROGRESS_INTERVAL_MS) return;
        last = { state, waits, at: now };
        process.send?.({ kind: "progress", state, bytes, waitsFor } satisfies Report);
      },
    });
    return { kind: "done", path };
  } catch (error) {
    return { kind: "failed", ...inWords(error, spec.folder) };
  } finally {
    await lock?.release().catch(() => undefined);
  }
}

function inWords(error: unknown, folder: string): Omit<Extract<Report, { kind: "failed" }>, "kind"> {
  const problem = error instanceof DownloadProblem ? error : fileProblem(error, folder, "");
  const { reason, advice, isMismatch } = problem ?? downloadProblems.processEnded(String(error));
  return { reason, advice, isMismatch };
}

/** Two processes that write the same partial file would damage it. */
async function lockDownload(folder: string, id: string, name: string): Promise<FileLock> {
  await mkdir(notesFolder(folder), { recursive: true });
  for (let waited = 0; waited <= LOCK_WAIT_MS; waited += LOCK_POLL_MS) {
    const lock = await tryLock(lockPath(folder, id));
    if (lock) return lock;
    await delay(LOCK_POLL_MS);
  }
  throw downloadProblems.elsewhere(name);
}
