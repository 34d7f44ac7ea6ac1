/**
 * What the prompt of an inline completion says. It is anchored and append-only.
 *
 * gpt-oss has no tokens for filling in the middle. So the file is shown as a question (pieces of other places, the code
 * after the cursor, the code before the anchor), and the answer is begun for the model with the code from the anchor to the
 * cursor. The anchor is frozen while the user types, so each keystroke only appends to the prompt, and the
 * KV cache serves the rest. `completion-shapes.ts` has the words, and other ways to ask, which are only measured.
 */

/**
 * What a piece of another place is: code that is like what is being written, the definition of a name near the cursor,
 * another cell of the notebook, an edit of a moment ago, something that the editor reports near the cursor.
 */
export type PieceKind = "similar" | "definition" | "cell" | "edit" | "problem";

export interface PromptPiece {
  kind: PieceKind;
  path: string;
  text: string;
}

export interface CompletionPrompt {
  /** Relative to the workspace. */
  path: string;
  /** The editor's id of the language. */
  languageId: string;
  /** Longer than any run of backticks in the texts below. */
  fence: string;
  /** In the order in which they are shown, but for problems, which come last. */
  pieces: readonly PromptPiece[];
  /** The code after the cursor, as it was when the anchor was set: from the rest of its line on, or the line break. */
  suffix: string;
  /** The code before the anchor, up to it. */
  head: string;
  /** The code from the anchor to where the model goes on. */
  prefill: string;
}
