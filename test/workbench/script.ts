/** What the scripted model of the editor and ui tests says: see `tools/fixtures/scripted.ts`. */
import type { Script } from "../../tools/fixtures/scripted.ts";

/** A function to be completed. The model goes on after " return" with `ADDITION`. */
export const FUNCTION_HEAD = "export function add(left: number, right: number): number {\n";
export const ADDITION = " left + right;";

/** What the model puts in the place of any code that is to be edited. */
export const EDITED = `  return${ADDITION}\n}`;

export const SCRIPT: Script = {
  sequences: [
    [{ text: " " }, { text: ` return${ADDITION}\n}\n\`\`\`` }, { special: "<|return|>" }],
    [{ text: "if" }, { text: " ready:\n    go()\n```" }, { special: "<|return|>" }],
    // The prompt of an edit ends with the line break behind the opening fence.
    [{ text: "\n" }, { text: " " }],
  ],
};
