/**
 * Decodes tokens, with drafts where they are wanted: a draft is evaluated together with the last token, and the model's
 * own tokens after each of them show how much of the draft is right. Each is drawn with the same random number as
 * without drafts, so the answer is the same, in fewer passes.
 *
 * node-llama-cpp has token predictors for this, but 3.22 accepts at most one token of each draft, because it never
 * records the tokens that it has validated
 * (https://github.com/withcatai/node-llama-cpp/blob/master/src/evaluator/LlamaContext/LlamaContext.ts), so a draft saves
 * at most every other pass.
 */
import type { LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import type { InputDraft } from "../drafts/input-draft.ts";
import { type Drawn, type DrawOptions, PassDrawer } from "./drawn-pass.ts";

/** Whether what was drafted in vain can be taken back: a recurrent state has only its latest version. */
export const canDraft = ({ fileInsights }: LlamaModel): boolean =>
  !fileInsights.isRecurrent && !fileInsights.isHybrid;

export interface Drafting {
  draft: InputDraft;
  /** A token with which a pass begins anew: it is never drafted, and nothing is drafted behind it. */
  boundary?: Token | undefined;
  /** No more tokens are drawn than these. */
  maxTokens: number;
  /** Whether somebody more urgent is likely to ask. */
  expectsUrgent: () => boolean;
}

/** Yields tokens, ends of generation included, for as long as the caller asks. */
export async function* evaluate(
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  options: DrawOptions,
): AsyncGenerator<Drawn, void, void> {
  const drawer = new PassDrawer(sequence, options);
  try {
    let evaluate = prompt;
    while (true) {
      const said = await drawer.pass(evaluate, []);
      yield* said;
      evaluate = tokensOf(said);
    }
  } finally {
    drawer.dispose();
  }
}

/** The same, in fewer passes. */
export async function* evaluateWithDrafts(
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  options: DrawOptions,
  { draft, boundary, maxTokens, expectsUrgent }: Drafting,
): AsyncGenerator<Drawn, void, void> {
  const drawer = new PassDrawer(sequence, options);
  try {
    let evaluate = prompt;
    for (let left = maxTokens; left > 0; ) {
      const room = sequence.contextSize - 1 - sequence.nextTokenIndex - evaluate.length;
      const next = evaluate.at(-1) === boundary ? [] : draft.next(expectsUrgent());
      const before = boundary === undefined ? -1 : next.indexOf(boundary);
      const most = Math.min(room, left - 1, before < 0 ? next.length : before);
      const drafted = next.slice(0, Math.max(0, most));
      const started = performance.now();
      const said = await drawer.pass(evaluate, drafted);
      draft.push(tokensOf(said), { drafted: drafted.length, ms: performance.now() - started });
      yield* said;
      left -= said.length;
      evaluate = tokensOf(said.slice(-1));
    }
  } finally {
    drawer.dispose();
  }
}

const tokensOf = (drawn: readonly Drawn[]): Token[] => drawn.map(({ token }) => token);
