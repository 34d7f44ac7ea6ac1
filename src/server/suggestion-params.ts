/** What the client says beside LSP with each request for a suggestion. */
import { window } from "vscode";
import { InlineCompletionRequest, type Middleware } from "vscode-languageclient/node";
import type { NearProblem } from "../../language-server/protocol/completion.ts";
import type { ReportedProblems } from "./reported-problems.ts";

/**
 * How the editor indents, as a file without any indentation can't say, and what is reported on the line. And that the
 * editor asks once: where the user has asked, its key for the next suggestion goes through those that it has.
 */
export function suggestionMiddleware(problems: ReportedProblems): Pick<Middleware, "sendRequest"> {
  return {
    sendRequest(type, params, token, next) {
      const method = typeof type === "string" ? type : type.method;
      if (method !== InlineCompletionRequest.method || !params) return next(type, params, token);
      const here = { options: indentationHere(), problems: problemsHere(problems), asksOnce: true };
      return next(type, { ...params, ...here }, token);
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
