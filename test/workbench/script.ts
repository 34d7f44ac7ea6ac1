/** What the scripted model of the editor and ui tests says: see `tools/fixtures/scripted.ts`. */
import { answerParts } from "../../tools/fixtures/scripted/session.ts";
import type { Script, Sequence } from "../../tools/fixtures/scripted.ts";

/** A function to be completed. The model goes on after " return" with `ADDITION`. */
export const FUNCTION_HEAD = "export function add(left: number, right: number): number {\n";
export const ADDITION = " left + right;";

/** What the model puts in the place of any code that is to be edited. */
export const EDITED = `  return${ADDITION}\n}`;

/** What another extension asks, and what it is answered. */
export const ASKED = { question: "Which editor is this?", answer: "One that you already know well." };

/** What another extension asks with a tool, the call that comes of it, and the answer once its result is there. */
export const CALLED = {
  question: "How warm will Paris become tomorrow?",
  tool: "forecast",
  input: { place: "Paris" },
  answer: "Take your coat with you.",
};

/** What the model writes behind a question with this end, and behind no other. */
const behind = (end: string, step: Parameters<typeof answerParts>[0]): Sequence => [
  { text: end },
  { special: "<|end|>" },
  ...answerParts(step),
];

export const SCRIPT: Script = {
  sequences: [
    [{ text: " " }, { text: ` return${ADDITION}\n}\n\`\`\`` }, { special: "<|return|>" }],
    // The prompt of an edit ends with the line break behind the opening fence.
    [{ text: "\n" }, { text: " " }],
    behind(" editor is this?", { answer: ASKED.answer }),
    behind(" become tomorrow?", {
      thought: "I ask for it.",
      call: `functions.${CALLED.tool}`,
      arguments: JSON.stringify(CALLED.input),
    }),
  ],
  steps: [[], [answerParts({ answer: CALLED.answer })]],
};
