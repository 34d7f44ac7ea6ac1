/** Mocha's JSON report: read, added up, and told briefly. */
import { readFile } from "node:fs/promises";
import * as v from "valibot";

const testSchema = v.object({
  fullTitle: v.string(),
  file: v.optional(v.string()),
  duration: v.optional(v.number()),
  err: v.object({ message: v.optional(v.string()), stack: v.optional(v.string()) }),
});

const reportSchema = v.object({
  stats: v.object({ passes: v.number(), pending: v.number(), duration: v.number() }),
  passes: v.array(testSchema),
  failures: v.array(testSchema),
  pending: v.array(testSchema),
});

export type Results = v.InferOutput<typeof reportSchema>;

/** Rejects when there is no report, or half of one: then the run broke off. */
export async function readResults(file: string): Promise<Results> {
  return v.parse(reportSchema, JSON.parse(await readFile(file, "utf8")));
}

export function printResults({ passes, pending, failures }: Results): void {
  for (const { fullTitle, duration } of passes) console.log(`  ✔ ${fullTitle} (${duration ?? 0} ms)`);
  for (const { fullTitle } of pending) console.log(`  - ${fullTitle}`);
  printFailures(failures);
}

export function printFailures(failures: Results["failures"]): void {
  for (const { fullTitle, err } of failures)
    console.log(`  ✖ ${fullTitle}\n${indented(err.stack ?? err.message ?? "no message")}`);
}

const indented = (text: string) => text.replace(/^/gm, "      ");
