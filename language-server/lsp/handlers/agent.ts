/** The agent's requests: handed to the feature, what happens streamed back, and what it asks of the client. */
import type { CancellationToken, Connection, Disposable } from "vscode-languageserver/node";
import { withToken } from "../../../common/cancellation.ts";
import { ask, type CheckedRequest, onRequest, serve } from "../../../common/wire.ts";
import type { AgentHost } from "../../features/agent/host.ts";
import type { AgentService } from "../../features/agent/service.ts";
import {
  AgentApplyRequest,
  AgentEventNotification,
  AgentExecRequest,
  AgentGoOnRequest,
  AgentLookRequest,
  AgentRunRequest,
  AgentStopCallRequest,
  AgentToolRequest,
} from "../../protocol/agent.ts";
import { refused } from "./refused.ts";

/** Answers until disposed. */
export function serveAgent(connection: Connection, agent: AgentService): Disposable {
  const host = new ClientHost(connection);
  return serve(connection, [
    onRequest(AgentRunRequest, (params, signal) => {
      const { requestId } = params;
      return refused(
        agent.run(params, host, signal, (event) => {
          void connection.sendNotification(AgentEventNotification, { requestId, event });
        }),
      );
    }),
    onRequest(AgentLookRequest, async (params, signal) => ({ text: await agent.look(params, signal) })),
    onRequest(AgentStopCallRequest, ({ requestId, callId }) => {
      agent.stopCall(requestId, callId);
      return {};
    }),
  ]);
}

/** The client as the agent's host. */
class ClientHost implements AgentHost {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  readonly apply: AgentHost["apply"] = (params, signal) => this.#ask(AgentApplyRequest, params, signal);
  readonly exec: AgentHost["exec"] = (params, signal) => this.#ask(AgentExecRequest, params, signal);
  readonly tool: AgentHost["tool"] = (params, signal) => this.#ask(AgentToolRequest, params, signal);
  readonly goesOn: AgentHost["goesOn"] = async (params, signal) =>
    (await this.#ask(AgentGoOnRequest, params, signal)).goesOn;

  #ask<Params, Result>(
    type: CheckedRequest<Params, Result>,
    params: Params,
    signal: AbortSignal,
  ): Promise<Result> {
    return withToken(signal, (token: CancellationToken) => ask(this.#connection, type, params, token));
  }
}
