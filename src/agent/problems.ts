/** What the editor reports of files after a change. */
import { DiagnosticSeverity, type Disposable, languages, type Uri, workspace } from "vscode";
import type { AgentProblem } from "../../language-server/protocol/agent.ts";

/** How long the editor has to find problems … */
const WAIT_MS = 2_000;
/** … and how long after its last word no other is expected. */
const QUIET_MS = 300;
/** More help nobody. */
const MAX_PROBLEMS = 30;

/** A problem, whatever line it is in: lines move. */
type Key = string;

/** What was reported before a change, counted by what it is. */
export type KnownProblems = ReadonlyMap<Key, number>;

interface Found {
  uri: Uri;
  line: number;
  severity: "error" | "warning";
  message: string;
}

export function knownProblems(): KnownProblems {
  return countedBy(allProblems(), keyOf);
}

/**
 * The errors and warnings of changed files, and errors in others that weren't there before. Waits for the editor as long
 * as it may still have something to say.
 *
 * @param changed the files, with the names that they have for the user
 */
export async function problemsAfter(
  known: KnownProblems,
  changed: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<AgentProblem[]> {
  await settled(changed, signal);
  const left = new Map(known);
  const problems = allProblems().map((each) => {
    const count = left.get(keyOf(each)) ?? 0;
    left.set(keyOf(each), count - 1);
    return { ...each, isNew: count <= 0 };
  });
  return problems
    .filter(({ uri, severity, isNew }) => changed.has(uri.toString()) || (isNew && severity === "error"))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MAX_PROBLEMS)
    .map(({ uri, ...each }) => ({
      ...each,
      uri: uri.toString(),
      path: changed.get(uri.toString()) ?? workspace.asRelativePath(uri),
    }));
}

const rank = ({ isNew, severity }: { isNew: boolean; severity: string }) =>
  (isNew ? 0 : 2) + (severity === "error" ? 0 : 1);

/** Resolves when the editor has spoken of a changed file and is quiet again, at the latest after two seconds. */
function settled(changed: ReadonlyMap<string, string>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    let quiet: NodeJS.Timeout | undefined;
    const subscriptions: Disposable[] = [];
    const end = () => {
      clearTimeout(quiet);
      clearTimeout(latest);
      signal.removeEventListener("abort", end);
      for (const subscription of subscriptions) subscription.dispose();
      resolve();
    };
    const latest = setTimeout(end, WAIT_MS);
    signal.addEventListener("abort", end);
    subscriptions.push(
      languages.onDidChangeDiagnostics(({ uris }) => {
        if (!uris.some((uri) => changed.has(uri.toString()))) return;
        clearTimeout(quiet);
        quiet = setTimeout(end, QUIET_MS);
      }),
    );
  });
}

function allProblems(): Found[] {
  return languages.getDiagnostics().flatMap(([uri, diagnostics]) =>
    diagnostics.flatMap(({ severity, range, message }): Found[] => {
      const line = range.start.line + 1;
      if (severity === DiagnosticSeverity.Error) return [{ uri, line, severity: "error", message }];
      return severity === DiagnosticSeverity.Warning ? [{ uri, line, severity: "warning", message }] : [];
    }),
  );
}

const keyOf = ({ uri, severity, message }: Found): Key => `${uri.toString()}\n${severity}\n${message}`;

function countedBy<T>(all: readonly T[], keyOfOne: (each: T) => Key): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const each of all) counts.set(keyOfOne(each), (counts.get(keyOfOne(each)) ?? 0) + 1);
  return counts;
}
