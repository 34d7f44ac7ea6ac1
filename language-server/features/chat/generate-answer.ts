/** From a conversation that fits the context to the model's answer, in whatever lane. */
import type { Engine, GenerateOptions } from "../../engine-client/api.ts";
import type { GenerateParams, GenerateResult, Prompt } from "../../engine-protocol/protocol.ts";
import type { Conversation } from "../../prompt/conversation.ts";
import type { ChatDialect } from "../../prompt/dialects.ts";
import type { ChatDelta, CutReason } from "../../protocol/chat.ts";
import type { Counts, StopReason } from "../../protocol/status.ts";
import { AnswerBuilder } from "./answer.ts";
import { promptAfterThoughts, promptOf } from "./prompt.ts";

/** As gpt-oss is meant to be used; and as most others are. */
const SAMPLING: Record<ChatDialect, { temperature: number; topP?: number }> = {
  harmony: { temperature: 1 },
  template: { temperature: 0.7, topP: 0.9 },
};

/** What the model is to go on with. */
export type WriteRequest = Pick<
  GenerateParams,
  "lane" | "context" | "session" | "maxTokens" | "prompt" | "callSchemas"
> & {
  dialect: ChatDialect;
  /** What suits the dialect unless given. */
  temperature?: number | undefined;
};

/** Has the model go on with a prompt, as far as the end of an answer or of a call. */
export function write(
  engine: Pick<Engine, "generate">,
  { dialect, temperature, ...request }: WriteRequest,
  options: GenerateOptions,
): Promise<GenerateResult> {
  return engine.generate(
    {
      ...request,
      draft: "input",
      sampling: { ...SAMPLING[dialect], ...(temperature === undefined ? {} : { temperature }) },
      stop: { texts: [], specials: ["<|return|>", "<|call|>"] },
    },
    options,
  );
}

export interface AnswerRequest extends Pick<GenerateParams, "lane" | "context" | "session" | "maxTokens"> {
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

/**
 * Where the model ends after its thoughts, its answer is begun for it, once. Never rejects for a state that is no bug
 * of the caller. `onText` receives the answer as it comes.
 */
export async function generateAnswer(
  engine: Pick<Engine, "generate">,
  { conversation, dialect, temperature, ...request }: AnswerRequest,
  signal: AbortSignal,
  onText: (channel: ChatDelta["channel"], text: string) => void,
  waiting: Pick<GenerateOptions, "onQueued" | "onProgress"> = {},
): Promise<GeneratedAnswer> {
  const hopeless = new AbortController();
  const { prompt, parser } = promptOf(conversation, dialect);
  const answer = new AnswerBuilder(parser, {
    takesCall: ({ name }) => (conversation.tools ?? []).some((tool) => tool.name === name),
    onText,
    onHopeless: () => hopeless.abort(),
    now: () => performance.now(),
  });
  const ask = async (prompt: Prompt, maxTokens: number) => {
    const result = await write(
      engine,
      { ...request, dialect, temperature, maxTokens, prompt },
      {
        ...waiting,
        signal: AbortSignal.any([signal, hopeless.signal]),
        onTokens: (tokens) => answer.push(tokens),
      },
    );
    answer.end(result.stoppedBy);
    return result;
  };
  let { stopReason, counts } = await ask(prompt, request.maxTokens);
  const tokensLeft = request.maxTokens - counts.generatedTokens;
  const begun =
    isSilent(stopReason, answer) && tokensLeft > 0
      ? promptAfterThoughts(conversation, dialect, answer.reasoning)
      : undefined;
  if (begun) {
    answer.goOn(begun.parser);
    const rest = await ask(begun.prompt, tokensLeft);
    stopReason = rest.stopReason;
    counts = sumOf(counts, rest.counts);
  }
  const notReady = stopReason === "unusable" ? "noModel" : undefined;
  const cutReason = answer.cutReason ?? notReady ?? (isSilent(stopReason, answer) ? "noAnswer" : undefined);
  const endsWithCalls = stopReason === "end" && answer.toolCalls.length > 0;
  return {
    answer,
    stopReason: answer.cutReason !== undefined ? "unusable" : endsWithCalls ? "toolCalls" : stopReason,
    ...(cutReason === undefined ? {} : { cutReason }),
    counts,
  };
}

/** Whether the model has ended, and nothing was said. */
function isSilent(stopReason: StopReason, { answer, toolCalls, cutReason }: AnswerBuilder): boolean {
  return stopReason === "end" && cutReason === undefined && answer.trim() === "" && toolCalls.length === 0;
}

/**
 * Of an answer for which the model was asked several times. What the first prompt has taken is in the next one's cache.
 */
export function sumOf(first: Counts, next: Counts): Counts {
  return {
    ...first,
    generatedTokens: first.generatedTokens + next.generatedTokens,
    draftedTokens: first.draftedTokens + next.draftedTokens,
    acceptedTokens: first.acceptedTokens + next.acceptedTokens,
    totalMs: first.totalMs + next.totalMs,
  };
}
