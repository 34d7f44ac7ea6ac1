/**
 * Decodes tokens with drafts: a draft is evaluated together with the last token, and the model's own tokens after each
 * of them show how much of the draft is right. The answer is the same as without drafts, in fewer passes.
 *
 * node-llama-cpp has token predictors for this, but 3.22 accepts at most one token of each draft, because it never
 * records the tokens that it has validated
 * (https://github.com/withcatai/node-llama-cpp/blob/master/src/evaluator/LlamaContext/LlamaContext.ts), so a draft saves
 * at most every other pass.
 */
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import type { InputDraft } from "./input-draft.ts";

export interface Sampling {
  temperature: number;
  topP?: number;
  seed?: number;
}

/** Yields tokens, ends of generation included, for as long as the caller asks. The context must keep every cell. */
export async function* evaluateWithDrafts(
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  draft: InputDraft,
  options: Sampling,
): AsyncGenerator<Token, void, void> {
  let evaluate = [...prompt];
  for (;;) {
    const start = sequence.nextTokenIndex;
    const room = sequence.contextSize - 1 - start - evaluate.length;
    const drafted = draft.next().slice(0, Math.max(0, room));
    const input = [...evaluate, ...drafted];
    const first = evaluate.length - 1;
    const outputs = await sequence.controlledEvaluate(
      input.map((token, index) =>
        index < first ? token : [token, { generateNext: { token: true, options } }],
      ),
    );
    const said: Token[] = [];
    for (let index = first; index < input.length; index++) {
      const token = outputs[index]?.next.token;
      if (token === undefined || token === null) break;
      said.push(token);
      if (token !== input[index + 1]) break;
    }
    const end = start + first + said.length;
    if (end < sequence.nextTokenIndex)
      await sequence.eraseContextTokenRanges([{ start: end, end: sequence.nextTokenIndex }]);
    const last = said.at(-1);
    if (last === undefined) return;
    draft.push(said);
    evaluate = [last];
    yield* said;
  }
}
