/** What the outcomes of a run say together. Pure. */
import { markdownTable } from "../../bench/markdown.ts";
import type { Outcome } from "./run-task.ts";
import { TASK_KINDS, TASK_LANGUAGES } from "./task.ts";

/** What happened in a task, counted. */
export interface Steps {
  calls: number;
  /** Calls that got an answer of what is wrong with them, instead of being done. */
  malformed: number;
  /** Messages that were drawn again. */
  redrawn: number;
  compacted: number;
  /** The most that its turn took of the context, in tokens. */
  usedTokens: number;
}

export function stepsOf({ events }: Pick<Outcome, "events">): Steps {
  const count = (holds: (event: Outcome["events"][number]) => boolean) => events.filter(holds).length;
  return {
    calls: count(({ kind }) => kind === "call"),
    malformed: count((event) => event.kind === "result" && event.facts.kind === "failed"),
    redrawn: count(({ kind }) => kind === "redrawn"),
    compacted: count(({ kind }) => kind === "compacted"),
    usedTokens: Math.max(0, ...events.map((event) => (event.kind === "context" ? event.usedTokens : 0))),
  };
}

/** Solved of all, by kind and language. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const languages = TASK_LANGUAGES.filter((language) =>
    outcomes.some(({ task }) => task.language === language),
  );
  const kinds = TASK_KINDS.filter((kind) => outcomes.some(({ task }) => task.kind === kind));
  const row = (name: string, ofRow: readonly Outcome[]) => [
    name,
    ...languages.map((language) => share(ofRow.filter(({ task }) => task.language === language))),
    share(ofRow),
  ];
  return markdownTable(
    ["solved", ...languages, "all"],
    [
      ...kinds.map((kind) =>
        row(
          kind,
          outcomes.filter(({ task }) => task.kind === kind),
        ),
      ),
      row("all", outcomes),
    ],
  );
}

function share(outcomes: readonly Outcome[]): string {
  if (outcomes.length === 0) return "";
  return `${outcomes.filter(({ why }) => why.length === 0).length}/${outcomes.length}`;
}

export interface Totals extends Steps {
  contextTokens: number;
  tasks: number;
  solved: number;
  generatedTokens: number;
  evaluatedTokens: number;
  seconds: number;
  medianSeconds: number;
}

/** One for each size of the context, in the order in which they came. */
export function totals(outcomes: readonly Outcome[]): Totals[] {
  const sizes = [...new Set(outcomes.map(({ contextTokens }) => contextTokens))];
  return sizes.map((size) =>
    totalsOf(
      size,
      outcomes.filter(({ contextTokens }) => contextTokens === size),
    ),
  );
}

function totalsOf(contextTokens: number, outcomes: readonly Outcome[]): Totals {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, outcome) => all + of(outcome), 0);
  const steps = (name: keyof Steps) => sum((outcome) => stepsOf(outcome)[name]);
  const times = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    contextTokens,
    tasks: outcomes.length,
    solved: outcomes.filter(({ why }) => why.length === 0).length,
    calls: steps("calls"),
    malformed: steps("malformed"),
    redrawn: steps("redrawn"),
    compacted: steps("compacted"),
    usedTokens: Math.max(...outcomes.map((outcome) => stepsOf(outcome).usedTokens)),
    generatedTokens: sum(({ result }) => result.generatedTokens),
    evaluatedTokens: sum(({ result }) => result.evaluatedTokens),
    seconds: sum(({ ms }) => ms) / 1_000,
    medianSeconds: (times[Math.floor(times.length / 2)] ?? 0) / 1_000,
  };
}

export function totalsTable(all: readonly Totals[]): string {
  const rows: [string, (totals: Totals) => string | number][] = [
    ["tasks solved", ({ solved, tasks }) => `${solved} of ${tasks}`],
    ["steps", ({ calls }) => calls],
    ["calls that couldn't be done", ({ malformed }) => malformed],
    ["messages drawn again", ({ redrawn }) => redrawn],
    ["times that the context was compacted", ({ compacted }) => compacted],
    ["most tokens in the context", ({ usedTokens }) => usedTokens],
    ["tokens generated", ({ generatedTokens }) => generatedTokens],
    ["tokens evaluated before answers", ({ evaluatedTokens }) => evaluatedTokens],
    ["time for all", ({ seconds }) => `${seconds.toFixed(0)} s`],
    ["time for a task (median)", ({ medianSeconds }) => `${medianSeconds.toFixed(1)} s`],
  ];
  return markdownTable(
    ["context", ...all.map(({ contextTokens }) => `${Math.round(contextTokens / 1024)}k`)],
    rows.map(([name, of]) => [name, ...all.map((totals) => String(of(totals)))]),
  );
}

/** One task as it is written to the results: what was asked is in the repository, what came back is here. */
export function resultOf({ task, contextTokens, why, ms, events, result }: Outcome): object {
  const { name, language, kind } = task;
  const steps = events.filter(({ kind }) => kind !== "text" && kind !== "context");
  return {
    ...{ name, language, kind, contextTokens, solved: why.length === 0, why, ms: Math.round(ms) },
    ...stepsOf({ events }),
    ...result,
    steps,
  };
}
