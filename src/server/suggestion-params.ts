/** What the client says beside LSP with each request for a suggestion. */
import { window } from "vscode";
import { InlineCompletionRequest, type Middleware } from "vscode-languageclient/node";
import type { NearProblem } from "../../language-server/protocol/completion.ts";
import type { ReportedProblems } from "./reported-problems.ts";

/** How the editor indents, as a file without any indentation can't say, and what is reported on the line. */
export function suggestionMiddleware(problems: ReportedProblems): Pick<Middleware, "sendRequest"> {
  return {
    sendRequest(type, params, token, next) {
      const method = typeof type === "string" ? type : type.method;
      if (method !== InlineCompletionRequest.method || !params) return next(type, params, token);
      return next(type, { ...params, options: indentationHere(), problems: problemsHere(problems) }, token);
    },
  };
}

/** Suggestions are asked for where the cursor is. */
function indentationHere(): { tabSize: number; insertSpaces: boolean } | undefined {
  const { tabSize, insertSpaces } = window.activeTextEditor?.options ?? {};
  return typeof tabSize === "number" && typeof insertSpaces === "boolean"
    ? { tabSize, insertSpaces }
    : undefined;
}

function problemsHere(problems: ReportedProblems): NearProblem[] | undefined {
  const editor = window.activeTextEditor;
  return editor && problems.near(editor.document, editor.selection.active);
}
