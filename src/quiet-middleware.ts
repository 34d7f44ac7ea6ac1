import type { LogOutputChannel } from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import { SUGGESTION_ACCEPTED_COMMAND } from "../language-server/protocol/requests.ts";

/** Keeps failures of what runs by itself while the person types away from them: no suggestion, one line in the log. */
export function quietly(log: LogOutputChannel): Middleware {
  return {
    async provideInlineCompletionItems(document, position, context, token, next) {
      try {
        return await next(document, position, context, token);
      } catch {
        // The client has logged it.
        return null;
      }
    },
    async executeCommand(command, args, next) {
      if (command !== SUGGESTION_ACCEPTED_COMMAND) return next(command, args);
      try {
        return await next(command, args);
      } catch (error) {
        log.debug(`${command}: ${error}`);
      }
    },
  };
}
