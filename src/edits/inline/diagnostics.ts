import { type Diagnostic, DiagnosticSeverity, languages, type Range, type Uri } from "vscode";
import type { EditDiagnostic } from "../../../language-server/protocol/edit.ts";
import { plainRange } from "../../server/plain-range.ts";

/** The problems in a range of code, the worst first, as the server takes them. */
export function problemsIn(uri: Uri, range: Range): EditDiagnostic[] {
  return languages
    .getDiagnostics(uri)
    .filter((diagnostic) => diagnostic.range.intersection(range) !== undefined)
    .filter(({ severity }) => severity !== DiagnosticSeverity.Hint)
    .sort((a, b) => a.severity - b.severity)
    .map(toProtocol);
}

function toProtocol({
  range,
  message,
  severity,
  code,
  source,
  relatedInformation = [],
}: Diagnostic): EditDiagnostic {
  const value = typeof code === "object" ? code.value : code;
  return {
    range: plainRange(range),
    message,
    severity: SEVERITIES[severity],
    ...(value === undefined ? {} : { code: value }),
    ...(source === undefined ? {} : { source }),
    relatedInformation: relatedInformation.map((related) => ({
      location: { uri: related.location.uri.toString(), range: plainRange(related.location.range) },
      message: related.message,
    })),
  };
}

const SEVERITIES = {
  [DiagnosticSeverity.Error]: 1,
  [DiagnosticSeverity.Warning]: 2,
  [DiagnosticSeverity.Information]: 3,
  [DiagnosticSeverity.Hint]: 4,
} as const;
