/** One answer of the model: generated until it ends, or until a stop rule ends it. */
import { UNWANTED } from "../../../../common/cancellation.ts";
import type { CompletionEngine } from "../../../engine-client/api.ts";
import type { GenerateParams, GenerateResult, StreamedToken } from "../../../engine-protocol/protocol.ts";
import { type StopContext, type StopRule, StopRules } from "../answer/stop-rules.ts";

/** Ends of a Harmony message; after them there is no code. */
const END_SPECIALS = ["<|return|>", "<|end|>", "<|call|>"];

/** The most that an engine says it of. */
const CONFIDENCE_TOKENS = 2;

const GREEDY: GenerateParams["sampling"] = { temperature: 0 };

export interface StreamedAnswer {
  text: string;
  /** How the generation ended; undefined where a rule has ended the answer, and it ends at the engine's next token. */
  ended?: GenerateResult;
  /** The same, for an answer that a rule has ended as well. */
  result: Promise<GenerateResult>;
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
  /** How the answer begins; the prompt ends with it. */
  begun: string;
  /** An answer of whose first tokens the model is less sure is ended at once. */
  leastConfidence?: number;
  /** Without it, each token is the likeliest one. */
  sampling?: GenerateParams["sampling"];
};

export async function streamAnswer(
  engine: CompletionEngine,
  { begun, leastConfidence = 0, sampling = GREEDY, ...request }: AnswerRequest,
  around: StopContext,
  signal: AbortSignal,
  /** Called with all of the answer that is there, as it grows; not with its end. */
  onText: (text: string) => void,
): Promise<StreamedAnswer> {
  // A rule that ends the answer ends the generation too: that is no cancellation of the request. Nobody waits for it,
  // since the engine stops when the model has drawn its next token.
  const enough = new AbortController();
  const hasEnough = new Promise<undefined>((resolve) => {
    enough.signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  let text = begun;
  // They read the code around the cursor, which has time until the first token.
  let rules: StopRules | undefined;
  const check = (isWhole: boolean) => {
    rules ??= new StopRules(around);
    return rules.check(text, isWhole);
  };
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
      if (token.special !== undefined) return enough.abort(UNWANTED);
      text += token.text ?? "";
      const stop = check(false);
      if (stop) {
        text = text.slice(0, stop.end);
        stoppedBy = stop.rule;
        return enough.abort(UNWANTED);
      }
    }
    onText(text);
  };
  const result = engine.generate(
    {
      ...request,
      sampling,
      confidenceTokens: CONFIDENCE_TOKENS,
      stop: { texts: around.fence === undefined ? [] : [`\n${around.fence}`], specials: END_SPECIALS },
    },
    { signal: AbortSignal.any([signal, enough.signal]), onTokens },
  );
  const ended = await Promise.race([result, hasEnough]);
  const isWhole = ended === undefined || ended.stopReason === "end" || enough.signal.aborted;
  if (isWhole && stoppedBy === undefined) {
    const stop = check(true);
    if (stop) {
      text = text.slice(0, stop.end);
      stoppedBy = stop.rule;
    }
  }
  return { text, ended, result, stoppedBy, cut: !isWhole, confidences, isDoubted };
}
