/** What the model answers at a place: the prompt, the stream that a rule ends, and the answer put right. */
import { isBlank } from "../../../../common/text-lines.ts";
import type { GenerateParams, GenerateResult } from "../../../engine-protocol/protocol.ts";
import { t } from "../../../text/l10n.ts";
import type { StopRule } from "../answer/stop-rules.ts";
import { tidyAnswer } from "../answer/tidy.ts";
import { whyBlank } from "../answer/why-nothing.ts";
import type { CompletionAnswer } from "../completion-answer.ts";
import type { CursorContext } from "../cursor-context.ts";
import { type Asked, nothing, type Outcome } from "../outcome.ts";
import type { PreparedPrompt, Prompter } from "../prompter.ts";
import type { CompletionDeps } from "../types.ts";
import { whyNoModel } from "../why-not-asked.ts";
import { type StreamedAnswer, streamAnswer } from "./answer-stream.ts";
import type { PrefillSpeed } from "./prefill-speed.ts";

/** How the model is asked at a place. */
export interface Question {
  /** What the model has written for this place already: the answer begins with it. */
  begun: string;
  lane: "completion" | "warm";
  /** How sure the model has to be of how its answer begins, from 0 to 1; nobody is shown the answer else. */
  leastConfidence?: number;
  /** For another answer than the likeliest one. */
  sampling?: GenerateParams["sampling"];
  /** Called with the answer as far as it is there. */
  onText: (text: string) => void;
}

export class ModelAnswers {
  readonly #deps: CompletionDeps;
  readonly #prompter: Prompter;
  readonly #speed: PrefillSpeed;

  constructor(deps: CompletionDeps, prompter: Prompter, speed: PrefillSpeed) {
    this.#deps = deps;
    this.#prompter = prompter;
    this.#speed = speed;
  }

  /** The answer, or the outcome when there is none. When the signal ends it, it is what was written until then. */
  async ask(
    context: CursorContext,
    question: Question,
    signal: AbortSignal,
  ): Promise<CompletionAnswer | Outcome> {
    const { begun, lane, leastConfidence, sampling, onText } = question;
    const prompt = this.#prompter.prepare(context, begun);
    const answering = streamAnswer(
      this.#deps.engine,
      {
        lane,
        session: context.uri,
        prompt: prompt.prompt,
        continueWith: prompt.continueWith,
        begun,
        leastConfidence,
        sampling,
        maxTokens: this.#deps.settings().completion.maxTokens,
      },
      { ...context, fence: prompt.fence },
      signal,
      (text) => onText(tidyAnswer(text, context)),
    );
    const [answer] = await Promise.all([answering, this.#parse(context, signal)]);
    const { ended } = answer;
    const tooLong = ended?.stopReason === "context" && ended.counts.promptTokens === 0;
    // Of several that are asked for at a time, one makes the prompt shorter.
    if (tooLong && !signal.aborted && !sampling && this.#prompter.shrink(context.uri)) {
      return this.ask(context, question, signal);
    }
    const asked = this.#whatItTook(answer, prompt);
    const whyNone = ended && this.#whyFailed(ended);
    if (whyNone !== undefined) return nothing(whyNone, asked);
    if (answer.isDoubted)
      return {
        text: "",
        cut: false,
        asked,
        whyNone: t("The model isn't sure enough of what it would suggest."),
      };
    const text = tidyAnswer(answer.text, context);
    const whyBlankHere = isBlank(text) ? { whyNone: whyBlank(answer.text, answer.stoppedBy) } : {};
    return { text, cut: answer.cut, asked, ...whyBlankHere };
  }

  /** Has the document parsed for a look at the answer, once the request is on its way. */
  #parse(context: CursorContext, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) =>
      setImmediate(() => {
        if (!signal.aborted) this.#deps.syntax?.prepare(context);
        resolve();
      }),
    );
  }

  #whyFailed({ stopReason, counts }: GenerateResult): string | undefined {
    if (stopReason === "engineLost") return t("The engine stopped unexpectedly and is restarting.");
    if (counts.promptTokens > 0) return undefined;
    if (stopReason === "context") return t("The code around the cursor doesn't fit in the model's context.");
    return whyNoModel(this.#deps.engine.status) ?? t("The engine is unavailable at the moment.");
  }

  async #whatItTook(answer: StreamedAnswer, prompt: PreparedPrompt): Promise<Asked> {
    const result = await answer.result;
    this.#logAnswer(result, answer.stoppedBy, prompt);
    this.#speed.note(result.counts);
    return { counts: result.counts, confidences: [...answer.confidences] };
  }

  #logAnswer(result: GenerateResult, rule: StopRule | undefined, { reanchored }: PreparedPrompt): void {
    const { stopReason, stoppedBy, counts, evaluatedTokens } = result;
    this.#deps.log?.(
      `Suggestion: ${Math.round(counts.totalMs)} ms, prompt ${counts.promptTokens} tokens ` +
        `(${counts.reusedTokens} reused), ${evaluatedTokens} evaluated, ${counts.generatedTokens} generated; ` +
        `ended by ${JSON.stringify(rule ?? stoppedBy ?? stopReason)}${reanchored === null ? "" : `; new anchor: ${reanchored}`}.`,
    );
  }
}
