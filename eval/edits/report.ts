/** What the outcomes of a run say together. Pure. */
import { markdownTable } from "../../bench/markdown.ts";
import { LANGUAGES } from "./code/grammar.ts";
import type { Outcome } from "./run-task.ts";
import { TASK_KINDS } from "./task.ts";

/** Passed of all, by kind and language. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const kinds = Object.keys(TASK_KINDS).filter((kind) => outcomes.some(({ task }) => task.kind === kind));
  const languages = LANGUAGES.filter((language) => outcomes.some(({ task }) => task.language === language));
  const rowOf = (name: string, ofRow: readonly Outcome[]) => [
    name,
    ...languages.map((language) => share(ofRow.filter(({ task }) => task.language === language))),
    share(ofRow),
  ];
  return markdownTable(
    ["passed", ...languages, "all"],
    [
      ...kinds.map((kind) =>
        rowOf(
          kind,
          outcomes.filter(({ task }) => task.kind === kind),
        ),
      ),
      rowOf("all", outcomes),
    ],
  );
}

function share(outcomes: readonly Outcome[]): string {
  if (outcomes.length === 0) return "";
  return `${outcomes.filter(({ why }) => why.length === 0).length}/${outcomes.length}`;
}

export interface Totals {
  tasks: number;
  passed: number;
  /** The server had a text to put in place. */
  usable: number;
  seconds: number;
  medianMs: number;
  generatedTokens: number;
  draftedTokens: number;
  acceptedTokens: number;
  forwardPasses: number;
  /** Times that the model ran for a token of an answer; 0 without any token. */
  forwardPassesPerToken: number;
}

export function totals(outcomes: readonly Outcome[]): Totals {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, outcome) => all + of(outcome), 0);
  const generatedTokens = sum(({ result }) => result.generatedTokens);
  const forwardPasses = sum(({ result }) => result.forwardPasses);
  const times = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    tasks: outcomes.length,
    passed: outcomes.filter(({ why }) => why.length === 0).length,
    usable: outcomes.filter(({ result }) => result.stopReason === "end").length,
    seconds: sum(({ ms }) => ms) / 1_000,
    medianMs: times[Math.floor(times.length / 2)] ?? 0,
    generatedTokens,
    draftedTokens: sum(({ result }) => result.draftedTokens),
    acceptedTokens: sum(({ result }) => result.acceptedTokens),
    forwardPasses,
    forwardPassesPerToken: generatedTokens === 0 ? 0 : forwardPasses / generatedTokens,
  };
}

export function totalsText(all: Totals): string {
  const { tasks, passed, usable, seconds, medianMs, forwardPassesPerToken } = all;
  return [
    `${passed} of ${tasks} tasks passed; ${usable} answers could be used.`,
    `${seconds.toFixed(0)} s, ${medianMs.toFixed(0)} ms a task in the middle.`,
    `${all.generatedTokens} tokens generated; ${all.draftedTokens} drafted, ${all.acceptedTokens} accepted; ` +
      `${forwardPassesPerToken.toFixed(2)} forward passes a token.`,
  ].join("\n");
}

/** One task as it is written to the results: what was asked is in the repository, what came back is here. */
export function resultOf({ task, why, ms, result }: Outcome): object {
  const { name, language, kind } = task;
  return { name, language, kind, passed: why.length === 0, why, ms: Math.round(ms), ...result };
}
