/** One answer of the model: generated until it ends, or until a stop rule ends it. */
import { UNWANTED } from "../../../../common/cancellation.ts";
import type { CompletionEngine } from "../../../engine-client/api.ts";
import type { GenerateParams, GenerateResult, StreamedToken } from "../../../engine-protocol/protocol.ts";
import type { StopRule, StopRules } from "../answer/stop-rules.ts";

/** Ends of a Harmony message; after them there is no code. */
const END_SPECIALS = ["<|return|>", "<|end|>", "<|call|>"];

/** The most that an engine says it of. */
const CONFIDENCE_TOKENS = 2;

const GREEDY: GenerateParams["sampling"] = { temperature: 0 };

export interface StreamedAnswer {
  text: string;
  result: GenerateResult;
  stoppedBy?: StopRule;
  /** The token limit cut it. */
  cut: boolean;
  /** How sure the model was of the tokens that it drew first, each from 0 to 1; none where the engine doesn't say. */
  confidences: readonly number[];
  /** It was ended because the model wasn't sure enough. */
  isDoubted: boolean;
}

export type AnswerRequest = Pick<
  GenerateParams,
  "lane" | "session" | "prompt" | "continueWith" | "maxTokens"
> & {
  /** What ends the answer, where it stands in a fenced block. */
  fence?: string;
  /** How the answer begins; the prompt ends with it. */
  begun: string;
  /** An answer of whose first tokens the model is less sure is ended at once. */
  leastConfidence?: number;
  /** Without it, each token is the likeliest one. */
  sampling?: GenerateParams["sampling"];
};

export async function streamAnswer(
  engine: CompletionEngine,
  { fence, begun, leastConfidence = 0, sampling = GREEDY, ...request }: AnswerRequest,
  rules: StopRules,
  signal: AbortSignal,
  /** Called with all of the answer that is there, as it grows. */
  onText: (text: string) => void,
): Promise<StreamedAnswer> {
  // A rule that ends the answer ends the generation too: that is no cancellation of the request.
  const enough = new AbortController();
  let text = begun;
  let stoppedBy: StopRule | undefined;
  const confidences: number[] = [];
  let isDoubted = false;
  const onTokens = (tokens: StreamedToken[]) => {
    for (const token of tokens) {
      if (enough.signal.aborted) return;
      if (token.confidence !== undefined) {
        confidences.push(token.confidence);
        isDoubted ||= token.confidence < leastConfidence;
        if (isDoubted) return enough.abort(UNWANTED);
      }
      if (token.special !== undefined) {
        enough.abort(UNWANTED);
        return;
      }
      text += token.text ?? "";
      const stop = rules.check(text, false);
      if (stop) {
        text = text.slice(0, stop.end);
        stoppedBy = stop.rule;
        enough.abort(UNWANTED);
      }
    }
    onText(text);
  };
  const result = await engine.generate(
    {
      ...request,
      sampling,
      confidenceTokens: CONFIDENCE_TOKENS,
      stop: { texts: fence === undefined ? [] : [`\n${fence}`], specials: END_SPECIALS },
    },
    { signal: AbortSignal.any([signal, enough.signal]), onTokens },
  );
  const ended = result.stopReason === "end" || enough.signal.aborted;
  if (ended && stoppedBy === undefined) {
    const stop = rules.check(text, true);
    if (stop) {
      text = text.slice(0, stop.end);
      stoppedBy = stop.rule;
    }
  }
  return { text, result, stoppedBy, cut: !ended, confidences, isDoubted };
}
