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
import { Drawer, type Drawn, type DrawOptions } from "./drawer.ts";

/** Whether what was evaluated in vain can be taken back: a recurrent state has only its latest version. */
export const canTakeBack = ({ fileInsights }: LlamaModel): boolean =>
  !fileInsights.isRecurrent && !fileInsights.isHybrid;

export interface Drafting {
  draft: InputDraft;
  /** A token with which a pass begins anew: it is never drafted, and nothing is drafted behind it. */
  boundary?: Token | undefined;
  /** Whether somebody more urgent is likely to ask. */
  expectsUrgent: () => boolean;
}

/** An answer that is drawn, ends of generation included, for as long as it is asked for. */
export interface Evaluation {
  /**
   * Goes on, with one token at least, until `next` returns false, or earlier. Those of one pass come together.
   */
  goOn(next: (drawn: Drawn) => boolean): Promise<void>;
  /**
   * Goes on by one pass. Those that several sequences of a context make at a time are one batch: the addon's own drawing,
   * which `goOn` uses, saves nothing there, since it goes on with one sequence.
   */
  step(next: (drawn: Drawn) => boolean): Promise<void>;
  /** While it goes on: it should end after the next pass. */
  interrupt(): void;
  dispose(): void;
}

/** @param prompt the tokens that aren't evaluated yet, one at least */
export function evaluate(
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  options: DrawOptions,
): Evaluation {
  const drawer = new Drawer(sequence, options);
  let rest = prompt;
  let isInterrupted = false;
  return {
    async goOn(next) {
      isInterrupted = false;
      await drawer.stream(rest, (drawn) => {
        rest = [drawn.token];
        return next(drawn) && !isInterrupted;
      });
    },
    async step(next) {
      for (const drawn of await drawer.pass(rest, [])) {
        rest = [drawn.token];
        next(drawn);
      }
    },
    interrupt() {
      isInterrupted = true;
      drawer.hold();
    },
    dispose: () => drawer.dispose(),
  };
}

/** The same answer in fewer passes. */
export function evaluateWithDrafts(
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  options: DrawOptions & { maxTokens: number },
  { draft, boundary, expectsUrgent }: Drafting,
): Evaluation {
  const drawer = new Drawer(sequence, options);
  let rest = prompt;
  let left = options.maxTokens;
  return {
    goOn(next) {
      return this.step(next);
    },
    async step(next) {
      const room = sequence.contextSize - 1 - sequence.nextTokenIndex - rest.length;
      const following = rest.at(-1) === boundary ? [] : draft.next(expectsUrgent());
      const before = boundary === undefined ? -1 : following.indexOf(boundary);
      const most = Math.min(room, left - 1, before < 0 ? following.length : before);
      const drafted = following.slice(0, Math.max(0, most));
      const started = performance.now();
      const said = await drawer.pass(rest, drafted);
      const tokens = said.map(({ token }) => token);
      draft.push(tokens, { drafted: drafted.length, ms: performance.now() - started });
      left -= said.length;
      rest = tokens.slice(-1);
      said.every(next);
    },
    // Each pass is one by itself.
    interrupt() {},
    dispose: () => drawer.dispose(),
  };
}
