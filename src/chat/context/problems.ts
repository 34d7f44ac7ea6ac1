import {
  type CancellationToken,
  type Diagnostic,
  DiagnosticSeverity,
  languages,
  type Uri,
  window,
  workspace,
} from "vscode";
import { linesOf } from "../../../common/text-lines.ts";
import type { ContextItem } from "../../../language-server/protocol/context.ts";
import { t } from "../../text/l10n.ts";
import type { Exclusion } from "../../workspace/exclusion.ts";
import { readFileText } from "../../workspace/file-text.ts";
import { type FileProblems, type Problem, problemsText } from "./problem-text.ts";

/** Maximum files with problems that are read. */
const MAX_FILES = 30;
const SEVERITIES: Record<DiagnosticSeverity, Problem["severity"]> = {
  [DiagnosticSeverity.Error]: "error",
  [DiagnosticSeverity.Warning]: "warning",
  [DiagnosticSeverity.Information]: "information",
  [DiagnosticSeverity.Hint]: "hint",
};

/**
 * The problems of the Problems view with the code around them, the active file's first.
 *
 * @throws an Error with a sentence for the user, when there are none
 */
export async function readProblems(exclusion: Exclusion, token: CancellationToken): Promise<ContextItem> {
  const active = window.activeTextEditor?.document.uri.toString();
  const found = languages
    .getDiagnostics()
    .filter(([, diagnostics]) => diagnostics.length > 0)
    .map(([uri, diagnostics]) => ({ uri, diagnostics }));
  const allowed = await exclusion.allowed(found, token);
  const files = allowed
    .toSorted((a, b) => rank(b, active) - rank(a, active))
    .slice(0, MAX_FILES)
    .map(({ uri, diagnostics }) => fileProblems(uri, diagnostics));
  const { text, count } = problemsText(await Promise.all(files));
  if (count === 0) throw new Error(t("There are no problems in the Problems view."));
  return { kind: "problems", title: count === 1 ? t("1 problem") : t("{0} problems", count), text };
}

/** The active file first, then files with errors. */
function rank(
  { uri, diagnostics }: { uri: Uri; diagnostics: Diagnostic[] },
  active: string | undefined,
): number {
  const errors = diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Error).length;
  return uri.toString() === active ? Number.POSITIVE_INFINITY : errors;
}

async function fileProblems(uri: Uri, diagnostics: readonly Diagnostic[]): Promise<FileProblems> {
  // Without its code a problem still says what is wrong.
  const lines = await readFileText(uri).then(linesOf, () => []);
  return { path: workspace.asRelativePath(uri), lines, problems: diagnostics.map(problemOf) };
}

function problemOf({ severity, message, source, code, range }: Diagnostic): Problem {
  const number = typeof code === "object" ? code.value : code;
  const by = [source, number === undefined ? undefined : `(${number})`].filter((part) => part !== undefined);
  return {
    severity: SEVERITIES[severity],
    message,
    line: range.start.line,
    character: range.start.character,
    lastLine: range.end.line,
    ...(by.length > 0 ? { source: by.join("") } : {}),
  };
}
