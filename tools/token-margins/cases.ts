/**
 * Where tests assert what a model says. A processor's kernels round in their own way, so of two tokens that are nearly
 * as likely either may come: in each of these cases the best one leads the second by `LEAST_LEAD_NATS` at every token
 * that is asserted, on every kernel. `npm run margins` measures that.
 */
import type { Part } from "../../language-server/engine-protocol/protocol.ts";
import { proseOf } from "../fixtures/prose.ts";

export const LEAST_LEAD_NATS = 2;

/** The cursor in the texts below. */
export const CURSOR = "‸";

export type ModelName = "tiny" | "small" | "smollm2" | "gemma3" | "gemma3-chat";

/** A suggestion in a file that has just been opened. */
export interface CompletionCase {
  what: string;
  model: ModelName;
  /** In the workspace. */
  path: string;
  languageId: string;
  /** The file's text, with the cursor in it. */
  text: string;
  /** What comes at the cursor. */
  says: string;
}

export const SMALL_MODEL_COMPLETIONS: readonly CompletionCase[] = [
  {
    what: "the rest of a method's name, and its argument",
    model: "small",
    path: "stack.py",
    languageId: "python",
    text: "class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n        self.items.app‸\n\n    def pop(self):\n        return self.items.pop()\n",
    says: "end(item)",
  },
  {
    what: "an expression, as the function after it does",
    model: "small",
    path: "arithmetic.ts",
    languageId: "typescript",
    text: "export function add(a: number, b: number): number {\n  return ‸\n}\n\nexport function sub(a: number, b: number): number {\n  return a - b;\n}\n",
    says: "a + b;",
  },
];

/** Something that every model knows, by what stands before it. */
export const sumBy = (model: ModelName): CompletionCase => ({
  what: "a sum",
  model,
  path: "sum.py",
  languageId: "python",
  text: "def sub(a, b):\n    return a - b\n\n\ndef add(a, b):\n    return ‸\n",
  says: "a + b",
});

export const COMPLETIONS: readonly CompletionCase[] = [
  ...SMALL_MODEL_COMPLETIONS,
  ...(["smollm2", "gemma3", "gemma3-chat"] as const).map(sumBy),
];

/** A prompt after which the same is said each time, with and without the cache. */
export interface PromptCase {
  what: string;
  model: ModelName;
  prompt: Part[];
  continueWith?: string;
  /** How many tokens of the answer are compared. */
  tokens: number;
}

export const EXTENDED: PromptCase = {
  what: "a prompt whose beginning is in the cache",
  model: "tiny",
  prompt: [
    { special: "<|start|>" },
    { text: "user" },
    { special: "<|message|>" },
    { text: proseOf(300) },
    { text: " one two" },
  ],
  tokens: 16,
};

export const HEALED: PromptCase & { continueWith: string } = {
  what: "an answer whose first letters are given",
  model: "tiny",
  prompt: [{ text: "const value" }],
  continueWith: " = fu",
  tokens: 8,
};

export const UNADAPTED: PromptCase = {
  what: "a row without an adapter",
  model: "small",
  prompt: [{ text: `${"one two three four\n".repeat(8)}one` }],
  tokens: 3,
};

export const PROMPTS: readonly PromptCase[] = [EXTENDED, HEALED, UNADAPTED];
