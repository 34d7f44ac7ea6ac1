/** From a conversation that fits the context to the model's answer, in whatever lane. */
import type { Engine } from "../../engine-client/api.ts";
import type { GenerateParams } from "../../engine-protocol/protocol.ts";
import type { Conversation } from "../../prompt/conversation.ts";
import type { ChatDialect } from "../../prompt/dialects.ts";
import type { ChatDelta, CutReason } from "../../protocol/chat.ts";
import type { Counts, StopReason } from "../../protocol/status.ts";
import { AnswerBuilder } from "./answer.ts";
import { promptOf } from "./prompt.ts";

/** As gpt-oss is meant to be used; and as most others are. */
const SAMPLING: Record<ChatDialect, { temperature: number; topP?: number }> = {
  harmony: { temperature: 1 },
  template: { temperature: 0.7, topP: 0.9 },
};

export interface AnswerRequest extends Pick<GenerateParams, "lane" | "session" | "maxTokens"> {
  conversation: Conversation;
  dialect: ChatDialect;
  /** What suits the dialect unless given. */
  temperature?: number | undefined;
}

export interface GeneratedAnswer {
  answer: AnswerBuilder;
  stopReason: StopReason;
  cutReason?: CutReason;
  counts: Counts;
}

/** Never rejects for a state that is no bug of the caller. `onText` receives the answer as it comes. */
export async function generateAnswer(
  engine: Engine,
  { conversation, dialect, temperature, ...request }: AnswerRequest,
  signal: AbortSignal,
  onText: (channel: ChatDelta["channel"], text: string) => void,
): Promise<GeneratedAnswer> {
  const hopeless = new AbortController();
  const { prompt, parser } = promptOf(conversation, dialect);
  const answer = new AnswerBuilder({
    parser,
    tools: (conversation.tools ?? []).map(({ name }) => name),
    onText,
    onHopeless: () => hopeless.abort(),
    now: () => performance.now(),
  });
  const { stopReason, stoppedBy, counts } = await engine.generate(
    {
      ...request,
      prompt,
      sampling: { ...SAMPLING[dialect], ...(temperature === undefined ? {} : { temperature }) },
      stop: { texts: [], specials: ["<|return|>", "<|call|>"] },
    },
    { signal: AbortSignal.any([signal, hopeless.signal]), onTokens: (tokens) => answer.push(tokens) },
  );
  answer.end(stoppedBy);
  const hasCalls = answer.toolCalls.length > 0;
  const isSilent = stopReason === "end" && answer.answer === "" && !hasCalls;
  const notReady = stopReason === "unusable" ? "noModel" : undefined;
  const cutReason = answer.cutReason ?? notReady ?? (isSilent ? "noAnswer" : undefined);
  const endsWithCalls = stopReason === "end" && hasCalls;
  return {
    answer,
    stopReason: answer.cutReason !== undefined ? "unusable" : endsWithCalls ? "toolCalls" : stopReason,
    ...(cutReason === undefined ? {} : { cutReason }),
    counts,
  };
}
