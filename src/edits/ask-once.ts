import { randomUUID } from "node:crypto";
import type { CancellationToken } from "vscode";
import type { ChatResult, ContextItem } from "../../language-server/protocol/chat.ts";
import type { LanguageServer } from "../server/language-server.ts";
import type { Client } from "../server/main.ts";
import { serverEnd } from "../server/server-lost.ts";
import { t } from "../text/l10n.ts";
import { noModelMessage } from "../text/no-chat-text.ts";
import { askProblem } from "../text/side-request-text.ts";

/** One for all of these questions: they share the beginning of their prompt, and nothing else is to be kept. */
const CONVERSATION = "side";

export interface SideQuestion {
  text: string;
  /** What it is about, the most important first: what doesn't fit into half of the context is cut off. */
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
  question: SideQuestion,
  token: CancellationToken,
): Promise<string | undefined> {
  const client = server.runningClient;
  const lost = serverEnd(server, t("The language server stopped before the answer was complete. Try again."));
  try {
    const result = await Promise.race([send(client, question, token), lost.promise]);
    if (result === undefined || token.isCancellationRequested) return undefined;
    const problem = askProblem(result, noModelMessage(server.model));
    if (problem !== undefined) throw new Error(problem);
    return result.answer;
  } catch (error) {
    if (token.isCancellationRequested) return undefined;
    throw error;
  } finally {
    lost.dispose();
  }
}

async function send(
  client: Client,
  { text, context = [], maxTokens }: SideQuestion,
  token: CancellationToken,
): Promise<ChatResult | undefined> {
  const fitted = context.length > 0 ? await client.fitContext(context, token) : [];
  if (token.isCancellationRequested) return undefined;
  const attached = fitted.map(({ item }) => item).filter((item) => item.text !== "");
  return client.sendChat(
    {
      requestId: randomUUID(),
      conversationId: CONVERSATION,
      messages: [{ role: "user", content: text, context: attached }],
      reasoningEffort: "low",
      temperature: 0,
      maxTokens,
    },
    token,
  );
}
