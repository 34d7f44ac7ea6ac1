import { setTimeout as delay } from "node:timers/promises";
import { languages, workspace } from "vscode";
import type { EditJob } from "./edit-job.ts";

/** Most language servers check a change within this time. */
const SETTLE_MS = 3_000;
const CHECKS = 6;

/** Counts the problems that are still reported after a fix, once the reports have settled. */
export async function remainingProblems(job: EditJob): Promise<number> {
  const messages = new Set(job.order.diagnostics.map(({ message }) => message));
  let left = messages.size;
  for (let check = 0; check < CHECKS && left > 0 && job.state === "applied"; check++) {
    await delay(SETTLE_MS / CHECKS);
    left = reported(job, messages);
  }
  return job.state === "applied" ? left : 0;
}

function reported(job: EditJob, messages: ReadonlySet<string>): number {
  const document = workspace.textDocuments.find((each) => job.isIn(each));
  if (!document) return 0;
  const range = job.range(document);
  return languages
    .getDiagnostics(document.uri)
    .filter(({ message, range: at }) => messages.has(message) && at.intersection(range) !== undefined).length;
}
