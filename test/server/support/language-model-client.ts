/** Requests as the extension sends them for VS Code's chat and for other extensions, and what comes back. */
import type { CancellationToken } from "vscode-languageserver/node";
import { ask } from "../../../common/wire.ts";
import {
  type LanguageModelCall,
  type LanguageModelEvent,
  LanguageModelEventNotification,
  type LanguageModelMessage,
  type RespondParams,
  RespondRequest,
  type RespondResult,
} from "../../../language-server/protocol/language-model.ts";
import type { ServerProcess } from "./client.ts";

export interface Responded extends RespondResult {
  /** In the order in which they came. */
  events: LanguageModelEvent[];
  text: string;
  thoughts: string;
  calls: LanguageModelCall[];
}

export interface RespondOptions extends Partial<Omit<RespondParams, "messages" | "requestId">> {
  token?: CancellationToken;
  onEvent?: (event: LanguageModelEvent) => void;
}

export const said = (role: LanguageModelMessage["role"], text: string): LanguageModelMessage => ({
  role,
  parts: [{ kind: "text", text }],
});

export const resultOf = ({ id }: LanguageModelCall, text: string): LanguageModelMessage => ({
  role: "user",
  parts: [{ kind: "result", callId: id, text }],
});

export const calling = (...calls: LanguageModelCall[]): LanguageModelMessage => ({
  role: "assistant",
  parts: calls,
});

/** One for a server: what comes back of several requests at once comes by one way. */
export class LanguageModelClient {
  readonly #server: ServerProcess;
  readonly #listeners = new Map<string, (event: LanguageModelEvent) => void>();
  #requests = 0;

  constructor(server: ServerProcess) {
    this.#server = server;
    server.connection.onNotification(LanguageModelEventNotification, ({ requestId, event }) =>
      this.#listeners.get(requestId)?.(event),
    );
  }

  async respond(messages: LanguageModelMessage[], options: RespondOptions = {}): Promise<Responded> {
    const { token, onEvent, ...params } = options;
    const requestId = `request-${this.#requests++}`;
    const events: LanguageModelEvent[] = [];
    this.#listeners.set(requestId, (event) => {
      events.push(event);
      onEvent?.(event);
    });
    const result = await ask(
      this.#server.connection,
      RespondRequest,
      {
        requestId,
        messages,
        tools: [],
        mustCall: false,
        caller: "vscode",
        reasoningEffort: "low",
        ...params,
      },
      token,
    );
    const textOf = (kind: "text" | "thinking") =>
      events.flatMap((event) => (event.kind === kind ? [event.text] : [])).join("");
    const calls = events.filter((event) => event.kind === "call");
    return { ...result, events, text: textOf("text"), thoughts: textOf("thinking"), calls };
  }
}
