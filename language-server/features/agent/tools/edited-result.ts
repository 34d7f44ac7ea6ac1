/** What a patch has done, for the model and for the user. Pure. */
import { diffArrays } from "diff";
import { linesOf } from "../../../../common/text-lines.ts";
import type { AgentProblem, FileChange } from "../../../protocol/agent.ts";
import { counted, fittingLines } from "./result-text.ts";
import type { ToolResult } from "./tool.ts";

/** Beyond that, the search for what stayed takes too long: all lines are counted as changed. */
const MAX_CHANGED_LINES = 2_000;
/** Problems that were there before say little about the change. */
const MAX_OLD_PROBLEMS = 10;
const LETTERS = { created: "A", changed: "M", deleted: "D", moved: "R" };

export function editedResult(changes: readonly FileChange[], problems: readonly AgentProblem[]): ToolResult {
  const files = changes.map((change) => {
    const { path, uri } = change.kind === "moved" ? change.to : change;
    return { path, uri, change: change.kind, ...changedLines(change) };
  });
  const changed = changes.map((change) => {
    const to = change.kind === "moved" ? ` -> ${change.to.path}` : "";
    return `${LETTERS[change.kind]} ${change.path}${to}`;
  });
  const fresh = problems.filter(({ isNew }) => isNew).map(problemLine);
  const old = problems.filter(({ isNew }) => !isNew).map(problemLine);
  const more = old.length - MAX_OLD_PROBLEMS;
  const lines = [
    "Success. Updated the following files:",
    ...changed,
    ...(fresh.length > 0
      ? [`The editor reports ${counted(fresh.length, "new problem")} in them:`, ...fresh]
      : ["The editor reports no new problems in them."]),
    ...(old.length > 0 ? ["It reported these before:", ...old.slice(0, MAX_OLD_PROBLEMS)] : []),
    ...(more > 0 ? [`and ${more} more.`] : []),
  ];
  return { result: fittingLines(lines).join("\n"), facts: { kind: "edited", files } };
}

const problemLine = ({ path, line, severity, message }: AgentProblem) =>
  `${path}:${line}: ${severity}: ${message.replaceAll(/\s*\r?\n\s*/g, " ")}`;

/** Lines that came and went. */
function changedLines(change: FileChange): { added: number; removed: number } {
  const before = change.kind === "created" ? [] : wholeLines(change.before);
  const after = change.kind === "deleted" ? [] : wholeLines(change.text);
  const parts = diffArrays(before, after, { maxEditLength: MAX_CHANGED_LINES });
  if (!parts) return { added: after.length, removed: before.length };
  const sum = (which: "added" | "removed") =>
    parts.reduce((count, part) => count + (part[which] ? part.value.length : 0), 0);
  return { added: sum("added"), removed: sum("removed") };
}

/** What a text ends with begins no line. */
function wholeLines(text: string): string[] {
  const lines = linesOf(text);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
