/** The chat's requests: handed to the feature, and the answer streamed back. */
import type { Connection, Disposable } from "vscode-languageserver/node";
import { onRequest, serve } from "../../../common/wire.ts";
import type { SecretFiles } from "../../context/secret-files.ts";
import type { ChatService } from "../../features/chat/service.ts";
import {
  ChatDeltaNotification,
  ChatMeasureRequest,
  ChatSendRequest,
  TokensCountRequest,
} from "../../protocol/chat.ts";
import { ContextExcludedRequest, ContextFitRequest } from "../../protocol/context.ts";
import { refused } from "./refused.ts";

/** Answers until disposed. */
export function serveChat(connection: Connection, chat: ChatService, secrets: SecretFiles): Disposable {
  return serve(connection, [
    onRequest(ChatSendRequest, (params, signal) =>
      refused(
        chat.send(params, signal, (delta) => void connection.sendNotification(ChatDeltaNotification, delta)),
      ),
    ),
    onRequest(ChatMeasureRequest, (conversation) => refused(chat.measure(conversation))),
    onRequest(TokensCountRequest, async ({ texts }) => ({ counts: await chat.count(texts) })),
    onRequest(ContextFitRequest, async ({ items }) => ({ items: await chat.fit(items) })),
    onRequest(ContextExcludedRequest, async ({ uris }) => ({
      reasons: await Promise.all(uris.map((uri) => secrets.whyExcluded(uri))),
    })),
  ]);
}
