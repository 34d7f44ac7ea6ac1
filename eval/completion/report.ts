/** What the outcomes of a run say together. Pure. */
import * as v from "valibot";
import { median } from "../../bench/figure.ts";
import { markdownTable } from "../../bench/markdown.ts";
import { CASE_KINDS } from "./case.ts";
import { LANGUAGES } from "./corpus/packages.ts";
import type { Outcome } from "./run-case.ts";
import { saysFirstLine } from "./said.ts";

/** One case as it is written to the results. */
export const resultSchema = v.object({
  name: v.string(),
  language: v.string(),
  kind: v.string(),
  shown: v.boolean(),
  firstLine: v.boolean(),
  similarity: v.number(),
  kept: v.number(),
  suggestedChars: v.number(),
  repeats: v.boolean(),
  unbalanced: v.boolean(),
  parseErrors: v.number(),
  wrongIndent: v.boolean(),
  ms: v.number(),
  promptTokens: v.number(),
  evaluatedTokens: v.number(),
  generatedTokens: v.number(),
  confidences: v.optional(v.array(v.number())),
  suggestion: v.optional(v.string()),
  whyNone: v.optional(v.string()),
  prompt: v.optional(v.string()),
  said: v.optional(v.string()),
  saidFirstLine: v.optional(v.boolean()),
});
export type Result = v.InferOutput<typeof resultSchema>;

export function resultOf({
  asked,
  score,
  ms,
  counts,
  confidences,
  suggestion,
  whyNone,
  prompt,
  said,
}: Outcome): Result {
  const { name, language, kind } = asked;
  const { promptTokens = 0, reusedTokens = 0, generatedTokens = 0 } = counts ?? {};
  return {
    name,
    language,
    kind,
    ...score,
    ms: Math.round(counts?.totalMs ?? ms),
    promptTokens,
    evaluatedTokens: promptTokens - reusedTokens,
    generatedTokens,
    confidences,
    suggestion,
    whyNone,
    prompt,
    said,
    saidFirstLine: saysFirstLine(said, asked),
  };
}

/** The figures of some cases. Shares are from 0 to 1; those of what was shown are of the cases in which something was. */
export interface Figures {
  cases: number;
  shown: number;
  firstLine: number;
  similarity: number;
  kept: number;
  repeats: number;
  unbalanced: number;
  parseErrors: number;
  wrongIndent: number;
  medianMs: number;
  /** Evaluated and generated, each at the median. */
  evaluatedTokens: number;
  generatedTokens: number;
}

export function figuresOf(results: readonly Result[]): Figures {
  const shown = results.filter((result) => result.shown);
  const chars = sum(shown, ({ suggestedChars }) => suggestedChars);
  const keptChars = sum(shown, ({ suggestedChars, kept }) => suggestedChars * kept);
  return {
    cases: results.length,
    shown: share(results, (result) => result.shown),
    firstLine: share(results, ({ firstLine }) => firstLine),
    similarity: sum(results, ({ similarity }) => similarity) / Math.max(1, results.length),
    kept: chars === 0 ? 0 : keptChars / chars,
    repeats: share(shown, ({ repeats }) => repeats),
    unbalanced: share(shown, ({ unbalanced }) => unbalanced),
    parseErrors: share(shown, ({ parseErrors }) => parseErrors > 0),
    wrongIndent: share(shown, ({ wrongIndent }) => wrongIndent),
    medianMs: median(results.map(({ ms }) => ms)),
    evaluatedTokens: median(results.map(({ evaluatedTokens }) => evaluatedTokens)),
    generatedTokens: median(results.map(({ generatedTokens }) => generatedTokens)),
  };
}

const COLUMNS = [
  ["cases", ({ cases }) => String(cases)],
  ["shown", ({ shown }) => percent(shown)],
  ["first line right", ({ firstLine }) => percent(firstLine)],
  ["similarity", ({ similarity }) => similarity.toFixed(2)],
  ["characters kept", ({ kept }) => percent(kept)],
  ["repeats", ({ repeats }) => percent(repeats)],
  ["unbalanced", ({ unbalanced }) => percent(unbalanced)],
  ["parse errors", ({ parseErrors }) => percent(parseErrors)],
  ["wrong indent", ({ wrongIndent }) => percent(wrongIndent)],
  ["ms", ({ medianMs }) => medianMs.toFixed(0)],
  ["evaluated", ({ evaluatedTokens }) => evaluatedTokens.toFixed(0)],
  ["generated", ({ generatedTokens }) => generatedTokens.toFixed(0)],
] as const satisfies readonly (readonly [string, (figures: Figures) => string])[];

/** A row for each language, each kind of case, and all. */
export function figureTable(results: readonly Result[]): string {
  const row = (name: string, ofRow: readonly Result[]) => {
    const figures = figuresOf(ofRow);
    return [name, ...COLUMNS.map(([, cell]) => cell(figures))];
  };
  return markdownTable(
    ["", ...COLUMNS.map(([name]) => name)],
    groupsOf(results).map(([name, ofGroup]) => row(name, ofGroup)),
  );
}

/** The same cases of two runs, side by side: one figure in each cell, before → after. */
export function comparedTable(before: readonly Result[], after: readonly Result[]): string {
  const names = new Set(after.map(({ name }) => name));
  const both = before.filter(({ name }) => names.has(name));
  const inBoth = new Set(both.map(({ name }) => name));
  const ofAfter = new Map(groupsOf(after.filter(({ name }) => inBoth.has(name))));
  return markdownTable(
    ["", ...COLUMNS.map(([name]) => name)],
    groupsOf(both).map(([name, ofGroup]) => {
      const [one, other] = [figuresOf(ofGroup), figuresOf(ofAfter.get(name) ?? [])];
      return [name, ...COLUMNS.map(([, cell]) => changed(cell(one), cell(other)))];
    }),
  );
}

const THRESHOLDS = [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6];

/**
 * What is lost and won when only those suggestions are shown of whose first tokens the model is as sure as that: the
 * least of their confidences counts.
 */
export function confidenceTable(results: readonly Result[]): string {
  const shown = results.filter((result) => result.shown);
  const right = shown.filter(({ firstLine }) => firstLine).length;
  return markdownTable(
    [
      "confidence at least",
      "still shown",
      "first line right, of these",
      "right ones lost",
      "characters kept",
    ],
    THRESHOLDS.map((threshold) => {
      const sure = shown.filter(({ confidences = [] }) => Math.min(1, ...confidences) >= threshold);
      const stillRight = sure.filter(({ firstLine }) => firstLine).length;
      return [
        threshold.toFixed(2),
        percent(sure.length / Math.max(1, shown.length)),
        percent(stillRight / Math.max(1, sure.length)),
        percent((right - stillRight) / Math.max(1, right)),
        percent(figuresOf(sure).kept),
      ];
    }),
  );
}

/** Why nothing was shown, the most frequent reason first, and how often the model had written the first line right. */
export function hiddenTable(results: readonly Result[]): string {
  const hidden = results.filter(({ shown }) => !shown);
  const reasons = [...new Set(hidden.map(({ whyNone = "" }) => whyNone))];
  const rows = reasons
    .map((reason): [string, Result[]] => [reason, hidden.filter(({ whyNone = "" }) => whyNone === reason)])
    .toSorted(([, one], [, other]) => other.length - one.length);
  return markdownTable(
    ["nothing was shown, because", "cases", "first line right, of these"],
    rows.map(([reason, ofReason]) => [
      reason,
      String(ofReason.length),
      String(ofReason.filter(({ saidFirstLine }) => saidFirstLine).length),
    ]),
  );
}

function groupsOf(results: readonly Result[]): [name: string, ofGroup: readonly Result[]][] {
  const groups: [string, readonly Result[]][] = [
    ...LANGUAGES.map((name): [string, Result[]] => [
      name,
      results.filter(({ language }) => language === name),
    ]),
    ...CASE_KINDS.map((name): [string, Result[]] => [name, results.filter(({ kind }) => kind === name)]),
    ["all", results],
  ];
  return groups.filter(([, ofGroup]) => ofGroup.length > 0);
}

const changed = (one: string, other: string) => (one === other ? one : `${one} → ${other}`);

const percent = (part: number) => `${(100 * part).toFixed(1)} %`;

function sum(results: readonly Result[], of: (result: Result) => number): number {
  return results.reduce((all, result) => all + of(result), 0);
}

function share(results: readonly Result[], has: (result: Result) => boolean): number {
  return results.length === 0 ? 0 : results.filter(has).length / results.length;
}
