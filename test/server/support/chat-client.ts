/** A chat with the server, as the extension holds one: the whole conversation each time, the answer in pieces. */
import type { CancellationToken, Disposable } from "vscode-languageserver/node";
import {
  type ChatDelta,
  ChatDeltaNotification,
  type ChatMessage,
  type ChatResult,
  type ChatSendParams,
  ChatSendRequest,
} from "../../../language-server/protocol/chat.ts";
import type { ServerProcess } from "./client.ts";

export interface Answered extends ChatResult {
  /** In the order in which they came. */
  deltas: ChatDelta[];
}

export const user = (content: string): ChatMessage => ({ role: "user", content });
export const assistant = ({ answer, reasoning }: { answer: string; reasoning: string }): ChatMessage => ({
  role: "assistant",
  content: answer,
  reasoning,
});

export class ChatClient {
  readonly #server: ServerProcess;
  readonly #id: string;
  #requests = 0;

  constructor(server: ServerProcess, id = "conversation") {
    this.#server = server;
    this.#id = id;
  }

  /** Greedy, so that the answers of one model to the same question are the same. */
  async ask(
    messages: ChatMessage[],
    options: Partial<ChatSendParams> & {
      token?: CancellationToken;
      onDelta?: (delta: ChatDelta) => void;
    } = {},
  ): Promise<Answered> {
    const { token, onDelta, ...params } = options;
    const requestId = `${this.#id}-${this.#requests++}`;
    const deltas: ChatDelta[] = [];
    const { connection } = this.#server;
    const subscription: Disposable = connection.onNotification(ChatDeltaNotification, (delta) => {
      if (delta.requestId !== requestId) return;
      deltas.push(delta);
      onDelta?.(delta);
    });
    try {
      const result = await connection.sendRequest(
        ChatSendRequest,
        { requestId, conversationId: this.#id, messages, temperature: 0, reasoningEffort: "low", ...params },
        token,
      );
      return { ...result, deltas };
    } finally {
      subscription.dispose();
    }
  }

  /** The pieces of one channel, put together. */
  static text(deltas: readonly ChatDelta[], channel: ChatDelta["channel"]): string {
    return deltas.flatMap((delta) => (delta.channel === channel ? [delta.text] : [])).join("");
  }
}
