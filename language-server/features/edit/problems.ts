/** Diagnostics as the model reads them. Pure. */
import { shownPath } from "../../context/workspace-paths.ts";
import type { EditDiagnostic } from "../../protocol/edit.ts";

const SEVERITIES = ["Error", "Warning", "Information", "Hint"];
/** The rest follows from the first ones, mostly. */
const MAX_PROBLEMS = 20;

/** A line for each, with its code and what it is related to. */
export function problemLines(
  diagnostics: readonly EditDiagnostic[],
  workspaceFolders: readonly string[],
): string[] {
  return diagnostics.slice(0, MAX_PROBLEMS).map((diagnostic) => {
    const { range, severity = 1, source, code, message, relatedInformation = [] } = diagnostic;
    const name = [source, code].filter((part) => part !== undefined && part !== "").join(" ");
    const related = relatedInformation.map(
      ({ location, message: also }) =>
        ` (${shownPath(location.uri, workspaceFolders)}, line ${location.range.start.line + 1}: ${oneLine(also)})`,
    );
    const head = `Line ${range.start.line + 1}: ${SEVERITIES[severity - 1] ?? "Problem"}`;
    return `${head}${name === "" ? "" : ` [${name}]`}: ${oneLine(message)}${related.join("")}`;
  });
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
