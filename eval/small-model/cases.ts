/** What the small model and the other real ones of the tests are good for: cases that they know, and some that they don't. */
import { CURSOR } from "../../tools/token-margins/cases.ts";

export interface SuggestionTask {
  what: string;
  path: string;
  languageId: string;
  /** With the cursor in it. */
  text: string;
  /** The whole text once the suggestion was accepted. */
  wants: RegExp;
}

const DISTANCE = 'import math\n\n\ndef distance(a, b):\n    """The distance between two points."""\n    ';

export const SUGGESTIONS: readonly SuggestionTask[] = [
  {
    what: "a known function by its docstring",
    path: "geometry.py",
    languageId: "python",
    text: `${DISTANCE}${CURSOR}`,
    wants: /\n {4}return math\.sqrt\([^`]*\)$/,
  },
  {
    what: "the same function within its first word",
    path: "geometry.py",
    languageId: "python",
    text: `${DISTANCE}re${CURSOR}`,
    wants: /\n {4}return math\.sqrt\([^`]*\)$/,
  },
  {
    what: "the rest of a method's name, and its argument",
    path: "stack.py",
    languageId: "python",
    text: `class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n        self.items.app${CURSOR}\n\n    def pop(self):\n        return self.items.pop()\n`,
    wants: /\n {8}self\.items\.append\(item\)\n\n {4}def pop/,
  },
  {
    what: "an expression, as the function after it does",
    path: "arithmetic.ts",
    languageId: "typescript",
    text: `export function add(a: number, b: number): number {\n  return ${CURSOR}\n}\n\nexport function sub(a: number, b: number): number {\n  return a - b;\n}\n`,
    wants: /\n {2}return a \+ b;\n}\n\nexport function sub/,
  },
  {
    what: "an argument list, up to the bracket that is there",
    path: "greet.ts",
    languageId: "typescript",
    text: `interface User { name: string; age: number }\n\nfunction greet(user: User) {\n  console.log(${CURSOR})\n}\n`,
    wants: /\n {2}console\.log\(.*user\.name.*\);?\n}\n$/,
  },
  {
    what: "a name within an arrow function",
    path: "names.ts",
    languageId: "typescript",
    text: `const users = [{ name: "a", age: 3 }];\nconst names = users.map((user) => us${CURSOR});\n`,
    wants: /\nconst names = users\.map\(\(user\) => user\.name\);\n$/,
  },
  {
    what: "a sum",
    path: "add.py",
    languageId: "python",
    text: `def add(a, b):\n    return ${CURSOR}\n`,
    wants: /^def add\(a, b\):\n {4}return a \+ b/,
  },
];

export interface QuestionTask {
  what: string;
  /** Questions and answers in turn; the last one is asked. */
  turns: readonly string[];
  wants: RegExp;
}

export const QUESTIONS: readonly QuestionTask[] = [
  {
    what: "a question about code",
    turns: [
      "What does `total` do?\n\n```python\ndef total(prices, tax):\n    return sum(prices) * (1 + tax)\n```",
    ],
    wants: /`prices`/,
  },
  {
    what: "a general question",
    turns: ["What is a closure in JavaScript?"],
    wants: /closure.*function/is,
  },
  {
    what: "a second question",
    turns: [
      "How do I reverse a list in Python?",
      "Use `list.reverse()`, or `items[::-1]` for a copy.",
      "What does it return?",
    ],
    wants: /\w/,
  },
  { what: "the capital of France", turns: ["What is the capital of France? One word."], wants: /Paris/ },
];
