import type { CancellationToken } from "vscode";
import type { ContextItem } from "../../language-server/protocol/context.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { serverEnd } from "../server/server-lost.ts";
import { t } from "../text/l10n.ts";
import { askProblem } from "../text/side-request-text.ts";

export interface SideQuestion {
  text: string;
  /** What it is about, the most important first: what doesn't fit into the context is cut off. */
  context?: ContextItem[];
  /** Of the answer, with what the model thinks before it. */
  maxTokens: number;
}

/**
 * Asks the model something outside of any conversation. Takes the likeliest answer, thought about little.
 *
 * @returns the whole answer; `undefined` when it was cancelled
 * @throws an Error with a sentence for the user, when there is no model or no whole answer
 */
export async function askOnce(
  server: LanguageServer,
  { text, context = [], maxTokens }: SideQuestion,
  token: CancellationToken,
): Promise<string | undefined> {
  const client = server.runningClient;
  const lost = serverEnd(server, t("The language server stopped before the answer was complete. Try again."));
  try {
    const messages = [{ role: "user" as const, content: text, context }];
    const result = await Promise.race([client.askAside({ messages, maxTokens }, token), lost.promise]);
    if (token.isCancellationRequested) return undefined;
    const problem = askProblem(result, server.model);
    if (problem !== undefined) throw problem;
    return result.answer;
  } catch (error) {
    if (token.isCancellationRequested) return undefined;
    throw error;
  } finally {
    lost.dispose();
  }
}
