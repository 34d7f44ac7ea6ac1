/** What the scripted model of the editor and ui tests says: see `tools/fixtures/scripted.ts`. */
import type { Script } from "../../tools/fixtures/scripted.ts";

/** A function to be completed. The model goes on after " return" with `ADDITION`. */
export const FUNCTION_HEAD = "export function add(left: number, right: number): number {\n";
export const ADDITION = " left + right;";

export const SCRIPT: Script = {
  sequences: [[{ text: " " }, { text: ` return${ADDITION}\n}\n\`\`\`` }, { special: "<|return|>" }]],
};
