import type { CompletionOutcome } from "../../language-server/protocol/completion.ts";
import type { Counts } from "../../language-server/protocol/status.ts";

/** What the model in use was last seen to take; forgotten when another one takes its place. */
export class LastTimings {
  #path: string | undefined;
  #last: CompletionOutcome | undefined;
  #suggestion: Counts | undefined;
  #answer: Counts | undefined;

  /** The last request for a suggestion, which may have led to none. */
  get last(): CompletionOutcome | undefined {
    return this.#last;
  }

  /** What the last suggestion took that was shown: there was often a request since that led to none. */
  get suggestion(): Counts | undefined {
    return this.#suggestion;
  }

  /** What the last answer of the chat took. */
  get answer(): Counts | undefined {
    return this.#answer;
  }

  /** @param path of the model's file; `undefined` while there is none, or it isn't known */
  modelIs(path: string | undefined): void {
    if (path === undefined || path === this.#path) return;
    this.#path = path;
    this.#last = undefined;
    this.#suggestion = undefined;
    this.#answer = undefined;
  }

  completed(completion: CompletionOutcome): void {
    this.#last = completion;
    if (completion.counts && completion.whyNone === undefined) this.#suggestion = completion.counts;
  }

  /** Whatever has ended: only an answer of the chat is kept. */
  answered(kind: "answer" | "edit" | "side", counts: Counts): void {
    if (kind === "answer") this.#answer = counts;
  }
}
