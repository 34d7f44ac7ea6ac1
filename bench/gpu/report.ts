/** What a run found, for people and for programs. */
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { median, shown } from "../figure.ts";
import type { BenchResult } from "../llama-cpp/llama-bench.ts";
import type { LlamaCpp } from "../llama-cpp/programs.ts";
import { comparisonTable, markdownTable } from "../markdown.ts";
import { isReached, type Row } from "../row.ts";
import { compare, type Pair } from "./comparison.ts";

export interface Benched {
  llamaCpp: LlamaCpp;
  results: BenchResult[];
}

export interface Report {
  facts: readonly (readonly [name: string, value: string])[];
  /** By tokens before the cursor. */
  texts: { textTokens: number; rows: Row[] }[];
  loads: readonly Row[];
  /** Of some layers on the CPU; empty where all is. */
  experts: readonly Row[];
  benched: readonly Benched[];
  pairs: readonly Pair[];
}

export function textRows(textTokens: readonly number[], pairs: readonly Pair[]): Report["texts"] {
  return textTokens.map((tokens) => ({
    textTokens: tokens,
    rows: compare(pairs.filter(({ asked }) => asked.textTokens === tokens)),
  }));
}

/** How long the prompts for each text are, each length once. */
export function promptLengths(textTokens: readonly number[], pairs: readonly Pair[]): number[] {
  const lengths = textTokens.map((tokens) =>
    median(
      pairs
        .filter(({ asked }) => asked.textTokens === tokens && asked.purpose === "cold prompt")
        .map(({ asked }) => asked.prompt.length),
    ),
  );
  return [...new Set(lengths)];
}

/** Rows whose wanted ratio is not reached. */
export const missedRows = ({ texts }: Report): Row[] =>
  texts.flatMap(({ rows }) => rows.filter((row) => isReached(row) === false));

export function toMarkdown({ facts, texts, loads, experts, benched }: Report): string {
  return [
    markdownTable(["", ""], facts),
    "### Load",
    comparisonTable(loads),
    ...texts.flatMap(({ textTokens, rows }) => [
      `### ${textTokens.toLocaleString("en")} tokens before the cursor`,
      comparisonTable(rows),
    ]),
    ...(experts.length > 0 ? ["### Experts on the CPU", comparisonTable(experts)] : []),
    "### llama-bench",
    benchTable(benched),
    "",
  ].join("\n\n");
}

function benchTable(benched: readonly Benched[]): string {
  return markdownTable(
    ["tokens/s", ...benched.map(({ llamaCpp }) => `back ends: ${llamaCpp.backends}`)],
    (benched[0]?.results ?? []).map(({ kind, promptTokens }, row) => [
      kind === "prompt" ? `prompt of ${promptTokens}` : `generation after ${promptTokens}`,
      ...benched.map(({ results }) => shown(results[row]?.speed ?? Number.NaN)),
    ]),
  );
}

/** Writes both forms to bench/results and answers the Markdown's path. */
export async function writeReport(report: Report): Promise<string> {
  const folder = new URL("../results/", import.meta.url);
  await mkdir(folder, { recursive: true });
  const name = `gpu-${new Date().toISOString().replaceAll(":", "-")}`;
  const markdown = new URL(`${name}.md`, folder);
  await writeFile(markdown, toMarkdown(report));
  await writeFile(new URL(`${name}.json`, folder), JSON.stringify(report, withoutPrompts, 2));
  return fileURLToPath(markdown);
}

/** A prompt's tokens say less than their number. */
const withoutPrompts = (key: string, value: unknown) =>
  key === "prompt" && Array.isArray(value) ? value.length : value;
