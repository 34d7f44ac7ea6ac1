/** The agent: from a conversation to an answer, by steps. */
import type { Engine } from "../../engine-client/api.ts";
import type { AgentEvent } from "../../protocol/agent.ts";
import type { AgentMode, ChatResult, ChatSendParams } from "../../protocol/chat.ts";
import type { Conversations } from "../chat/conversations.ts";
import { generateAnswer } from "../chat/generate-answer.ts";
import { promptAfter } from "../chat/prompt.ts";
import { emptyResult, tooLongResult, toResult } from "../chat/results.ts";
import { DeltaBatch } from "../delta-batch.ts";
import { whenModelIsReady } from "../model-ready.ts";
import type { AgentHost } from "./host.ts";
import type { WorkspaceSource } from "./workspace-reader.ts";

export interface AgentDeps {
  engine: Engine;
  conversations: Conversations;
  files: WorkspaceSource;
}

export type RunParams = ChatSendParams & { mode: AgentMode };

export class AgentService {
  readonly #deps: AgentDeps;

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
    params: RunParams,
    _host: AgentHost,
    signal: AbortSignal,
    onEvent: (event: AgentEvent) => void,
  ): Promise<ChatResult> {
    const { engine, conversations } = this.#deps;
    conversations.stopWarming();
    const ended = AbortSignal.any([signal, conversations.ended]);
    const firstMessage = params.firstMessage ?? 0;
    if (!(await whenModelIsReady(engine, ended)))
      return emptyResult(firstMessage, ended.aborted ? "cancelled" : "noModel");
    if (engine.status.model?.chats === false) return emptyResult(firstMessage, "noChat");
    const measured = await conversations.measure(params);
    if (!measured) return emptyResult(firstMessage, "noModel");
    if (measured.tooLong) return tooLongResult(measured);
    const { dialect } = conversations;
    const texts = new DeltaBatch((channel, text) => onEvent({ kind: "text", channel, text }));
    const generated = await generateAnswer(
      engine,
      {
        lane: "chat",
        session: params.conversationId,
        conversation: measured.conversation,
        dialect,
        temperature: params.temperature,
        maxTokens: params.maxTokens ?? measured.sizes.contextTokens,
      },
      ended,
      (channel, text) => texts.push(channel, text),
    );
    texts.flush();
    const { promptTokens, generatedTokens } = generated.counts;
    onEvent({ kind: "context", usedTokens: promptTokens + generatedTokens });
    const { answer, reasoning } = generated.answer;
    if (answer !== "" && generated.stopReason !== "engineLost")
      conversations.warm(
        params.conversationId,
        promptAfter(measured.conversation, dialect, { role: "assistant", content: answer, reasoning }),
      );
    return toResult(generated, measured.firstMessage);
  }
}
