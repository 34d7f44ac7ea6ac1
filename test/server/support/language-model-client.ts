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

export class LanguageModelClient {
  readonly #server: ServerProcess;
  readonly #name: string;
  #requests = 0;

  constructor(server: ServerProcess, name = "request") {
    this.#server = server;
    this.#name = name;
  }

  async respond(messages: LanguageModelMessage[], options: RespondOptions = {}): Promise<Responded> {
    const { token, onEvent, ...params } = options;
    const requestId = `${this.#name}-${this.#requests++}`;
    const events: LanguageModelEvent[] = [];
    const { connection } = this.#server;
    const subscription = connection.onNotification(LanguageModelEventNotification, (raw) => {
      if (raw.requestId !== requestId) return;
      events.push(raw.event);
      onEvent?.(raw.event);
    });
    try {
      const result = await ask(
        connection,
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
    } finally {
      subscription.dispose();
    }
  }
}
