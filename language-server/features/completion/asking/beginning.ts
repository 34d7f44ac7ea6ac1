/** The beginning of an answer that is still being written: its first line, offered where the rest takes its time. */
import { UNWANTED } from "../../../../common/cancellation.ts";
import { certainFirstLine } from "../answer/first-line.ts";
import type { CompletionAnswer } from "../completion-answer.ts";
import type { CursorContext } from "../cursor-context.ts";
import { delay } from "../delay.ts";
import type { SyntaxChecker } from "../syntax/syntax-client.ts";
import { checkedAnswer } from "./checked-answer.ts";

/** An answer that is there so soon after its first line is shown whole at once. */
export const REST_MS = 100;

const HAS_FIRST_LINE = /\S[^\n]*\n/;

export class Beginning {
  readonly #context: CursorContext;
  readonly #syntax: SyntaxChecker | undefined;
  readonly #offer: (beginning: CompletionAnswer) => void;
  readonly #closed = new AbortController();
  #isDecided = false;
  #offered: CompletionAnswer | undefined;

  /** @param offer is called once at most */
  constructor(
    context: CursorContext,
    syntax: SyntaxChecker | undefined,
    offer: (beginning: CompletionAnswer) => void,
  ) {
    this.#context = context;
    this.#syntax = syntax;
    this.#offer = offer;
    // An item of the suggest widget isn't in the document: nothing can grow behind it.
    this.#isDecided = context.selected.text !== "";
  }

  /** @param text the tidied answer as far as it is there */
  write(text: string): void {
    if (this.#isDecided || !HAS_FIRST_LINE.test(text)) return;
    this.#isDecided = true;
    const line = certainFirstLine(text, this.#context);
    if (line !== undefined) void this.#offerSoon(line);
  }

  /** Nothing is offered any more. Returns what was. */
  close(): CompletionAnswer | undefined {
    this.#closed.abort(UNWANTED);
    return this.#offered;
  }

  async #offerSoon(text: string): Promise<void> {
    const { signal } = this.#closed;
    await delay(REST_MS, signal);
    if (signal.aborted) return;
    const asked = Promise.resolve({ isBeginning: true });
    const beginning: CompletionAnswer = { text, cut: false, asked, isBeginning: true };
    const checked = await checkedAnswer(beginning, this.#context, this.#syntax);
    if (checked !== beginning || signal.aborted) return;
    this.#offered = beginning;
    this.#offer(beginning);
  }
}
