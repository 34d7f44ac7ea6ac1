import { window } from "vscode";
import { InlineCompletionRequest, type Middleware } from "vscode-languageclient/node";

/** Says with each request for a suggestion how the editor indents: a file without any indentation can't say. */
export const indentationMiddleware: Pick<Middleware, "sendRequest"> = {
  sendRequest(type, params, token, next) {
    const method = typeof type === "string" ? type : type.method;
    const indentation = method === InlineCompletionRequest.method ? indentationHere() : undefined;
    return next(type, indentation && params ? { ...params, options: indentation } : params, token);
  },
};

/** Suggestions are asked for where the cursor is. */
function indentationHere(): { tabSize: number; insertSpaces: boolean } | undefined {
  const { tabSize, insertSpaces } = window.activeTextEditor?.options ?? {};
  return typeof tabSize === "number" && typeof insertSpaces === "boolean"
    ? { tabSize, insertSpaces }
    : undefined;
}
