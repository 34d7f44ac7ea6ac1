/** An agent's runs with the server, as the extension has them: what happens in pieces, and answers to what it asks. */
import type { CancellationToken, Disposable } from "vscode-languageserver/node";
import { ask, onRequest, serve } from "../../../common/wire.ts";
import type { AgentHost } from "../../../language-server/features/agent/host.ts";
import {
  AgentApplyRequest,
  type AgentEvent,
  AgentEventNotification,
  AgentExecRequest,
  AgentGoOnRequest,
  AgentRunRequest,
  AgentToolRequest,
} from "../../../language-server/protocol/agent.ts";
import type { ChatMessage, ChatResult, ChatSendParams } from "../../../language-server/protocol/chat.ts";
import type { ServerProcess } from "./client.ts";

export interface Ran extends ChatResult {
  /** In the order in which they came. */
  events: AgentEvent[];
}

export interface RunOptions extends Partial<ChatSendParams> {
  mode?: "ask" | "agent";
  token?: CancellationToken;
  onEvent?: (event: AgentEvent) => void;
}

export class AgentClient {
  readonly #server: ServerProcess;
  readonly #id: string;
  readonly #asked: Disposable;
  #runs = 0;

  /** @param host does what the runs ask of the client; what it has no function for is an error */
  constructor(server: ServerProcess, host: Partial<AgentHost> = {}, id = "conversation") {
    this.#server = server;
    this.#id = id;
    const missing = () => {
      throw new Error("The test's host can't do that.");
    };
    this.#asked = serve(server.connection, [
      onRequest(AgentApplyRequest, (params, signal) => (host.apply ?? missing)(params, signal)),
      onRequest(AgentExecRequest, (params, signal) => (host.exec ?? missing)(params, signal)),
      onRequest(AgentToolRequest, (params, signal) => (host.tool ?? missing)(params, signal)),
      onRequest(AgentGoOnRequest, async (params, signal) => ({
        goesOn: await (host.goesOn ?? missing)(params, signal),
      })),
    ]);
  }

  /** The request that the next run is. */
  get nextRequestId(): string {
    return `${this.#id}-${this.#runs}`;
  }

  async run(messages: ChatMessage[], options: RunOptions = {}): Promise<Ran> {
    const { token, onEvent, mode = "agent", ...params } = options;
    const requestId = this.nextRequestId;
    this.#runs++;
    const events: AgentEvent[] = [];
    const { connection } = this.#server;
    const subscription = connection.onNotification(AgentEventNotification, (raw) => {
      if (raw.requestId !== requestId) return;
      events.push(raw.event);
      onEvent?.(raw.event);
    });
    try {
      const result = await ask(
        connection,
        AgentRunRequest,
        { requestId, conversationId: this.#id, messages, mode, reasoningEffort: "low", ...params },
        token,
      );
      return { ...result, events };
    } finally {
      subscription.dispose();
    }
  }

  /** The pieces of one channel, put together. */
  static text(events: readonly AgentEvent[], channel: "reasoning" | "answer"): string {
    return events
      .flatMap((event) => (event.kind === "text" && event.channel === channel ? [event.text] : []))
      .join("");
  }

  [Symbol.dispose](): void {
    this.#asked.dispose();
  }
}
