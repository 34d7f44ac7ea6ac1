/** The chat's requests: what the client sends is checked, handed to the feature, and the answer streamed back. */
import { type Connection, Disposable } from "vscode-languageserver/node";
import type { SecretFiles } from "../../context/secret-files.ts";
import type { ChatService } from "../../features/chat/service.ts";
import {
  ChatDeltaNotification,
  ChatMeasureRequest,
  ChatSendRequest,
  ContextExcludedRequest,
  ContextFitRequest,
  TokensCountRequest,
} from "../../protocol/requests.ts";
import { withSignal } from "../cancellation.ts";
import { chatConversation, chatSend, check, contextFit, texts, uris } from "../params.ts";
import { refused } from "./refused.ts";

/** Answers until disposed. */
export function serveChat(connection: Connection, chat: ChatService, secrets: SecretFiles): Disposable {
  const subscriptions = [
    connection.onRequest(ChatSendRequest, (raw: unknown, token) => {
      const params = check(chatSend, raw);
      return withSignal(token, (signal) =>
        refused(
          chat.send(
            params,
            signal,
            (delta) => void connection.sendNotification(ChatDeltaNotification, delta),
          ),
        ),
      );
    }),
    connection.onRequest(ChatMeasureRequest, (raw: unknown) =>
      refused(chat.measure(check(chatConversation, raw))),
    ),
    connection.onRequest(TokensCountRequest, async (raw: unknown) => ({
      counts: await chat.count(check(texts, raw).texts),
    })),
    connection.onRequest(ContextFitRequest, async (raw: unknown) => ({
      items: await chat.fit(check(contextFit, raw).items),
    })),
    connection.onRequest(ContextExcludedRequest, async (raw: unknown) => ({
      reasons: await Promise.all(check(uris, raw).uris.map((uri) => secrets.whyExcluded(uri))),
    })),
  ];
  return Disposable.create(() => {
    for (const subscription of subscriptions) subscription.dispose();
  });
}
