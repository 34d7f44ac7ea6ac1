/** The agent: from a conversation to an answer, by steps. */
import type { Engine } from "../../engine-client/api.ts";
import type { AgentEvent, AgentRunParams, LookParams } from "../../protocol/agent.ts";
import type { ChatResult } from "../../protocol/chat.ts";
import type { Conversations } from "../chat/conversations.ts";
import { estimateTokens } from "../chat/fit.ts";
import { emptyResult, tooLongResult } from "../chat/results.ts";
import type { AgentHost } from "./host.ts";
import { look } from "./look.ts";
import { AGENT_TOOLS } from "./tools/index.ts";
import { Turn } from "./turn.ts";
import type { WorkspaceSource } from "./workspace-reader.ts";

export interface AgentDeps {
  engine: Engine;
  conversations: Conversations;
  files: WorkspaceSource;
}

export class AgentService {
  readonly #deps: AgentDeps;
  /** By the id of their request. */
  readonly #turns = new Map<string, Turn>();

  constructor(deps: AgentDeps) {
    this.#deps = deps;
  }

  /**
   * Runs a turn; `onEvent` receives what happens in it, in order. Never rejects for a state that is no bug of the
   * caller: the result says why an answer is not whole. A model that is loading is waited for.
   *
   * @throws when a tool's result answers no call before it.
   */
  async run(
    params: AgentRunParams,
    host: AgentHost,
    signal: AbortSignal,
    onEvent: (event: AgentEvent) => void,
  ): Promise<ChatResult> {
    const { engine, conversations, files } = this.#deps;
    const begun = await conversations.begin(params, signal);
    if ("refused" in begun) return begun.refused;
    const { firstMessage = 0 } = params;
    const { agent = "yes" } = engine.status.model ?? {};
    if (conversations.dialect !== "harmony" || agent !== "yes") return emptyResult(firstMessage, "noTools");
    const measured = await conversations.measure(params);
    if (!measured) return emptyResult(firstMessage, "noModel");
    if (measured.tooLong) return tooLongResult(measured);
    const count = async (texts: string[]) => (await conversations.count(texts)) ?? estimateTokens(texts);
    const turn = new Turn(
      { engine, files, host, tools: AGENT_TOOLS, count, onEvent },
      params,
      measured,
      begun.ended,
    );
    this.#turns.set(params.requestId, turn);
    try {
      const result = await turn.run();
      if (result.answer !== "" && result.stopReason !== "engineLost")
        conversations.warm(params.conversationId, turn.historyAfter(result));
      return result;
    } finally {
      this.#turns.delete(params.requestId);
    }
  }

  /** What one of the agent's tools shows a model that another agent works with. */
  look(params: LookParams, signal: AbortSignal): Promise<string> {
    return look(params, { files: this.#deps.files, signal });
  }

  /** Ends one call of a run, which itself goes on. */
  stopCall(requestId: string, callId: string): void {
    this.#turns.get(requestId)?.stopCall(callId);
  }
}
