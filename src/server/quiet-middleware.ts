import type { LogOutputChannel } from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import { SUGGESTION_ACCEPTED_COMMAND } from "../../language-server/protocol/completion.ts";
import type { GrowingSuggestions } from "./growing-suggestions.ts";
import { SlowSuggestions } from "./slow-suggestions.ts";

/** Keeps failures of what runs by itself while the user types away from them: no suggestion, one line in the log. `accepted` is called for a suggestion that was accepted in full. */
export function quietly(
  log: LogOutputChannel,
  accepted: () => void,
  growing: GrowingSuggestions,
): Middleware {
  const slow = new SlowSuggestions();
  return {
    async provideInlineCompletionItems(document, position, context, token, next) {
      try {
        return await slow.provide(
          document,
          position,
          growing.contextOf(document, position, context),
          token,
          next,
        );
      } catch {
        // The client has logged it.
        return null;
      }
    },
    async executeCommand(command, args, next) {
      if (command !== SUGGESTION_ACCEPTED_COMMAND) return next(command, args);
      accepted();
      try {
        return await next(command, args);
      } catch (error) {
        log.debug(`${command}: ${error}`);
      }
    },
  };
}
