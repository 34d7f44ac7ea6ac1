/** What it takes to look at a suggestion by the grammar of its language, in the thread that does it. */
import { fileURLToPath } from "node:url";
import type { FromSyntax, ToSyntax } from "../../language-server/features/completion/syntax/messages.ts";
import { startSyntaxThread } from "../../language-server/features/completion/syntax/syntax-thread.ts";
import { type Figure, median } from "../figure.ts";

const WORKER = fileURLToPath(new URL("../../dist/syntax-worker.mjs", import.meta.url));
const LINES = 2_000;
const KEYS = 100;

interface Code {
  /** A function of a file, by its number, with the cursor between the two. */
  around: (index: number) => [before: string, after: string];
  suggestion: string;
}

const CODE: Readonly<Record<string, Code>> = {
  typescript: {
    around: (index) => [
      `export function total${index}(items: readonly Item[], rate = ${index}): number {\n  let sum = 0;`,
      "\n  for (const { price, count } of items) {\n    sum += price * count * rate;\n  }\n  return sum;\n}\n",
    ],
    suggestion: "\n  if (items.length > 1) {\n    report({ rate, sum });\n  }",
  },
  python: {
    around: (index) => [
      `def total_${index}(items, rate=${index}):\n    result = 0`,
      "\n    for item in items:\n        if item.count > 1:\n            result += item.price * rate\n    return result\n\n",
    ],
    suggestion: '\n    if rate > 1:\n        report(f"{rate}")',
  },
  cpp: {
    around: (index) => [
      `static double total_${index}(const std::vector<Item>& items, double rate) {\n  double sum = 0;`,
      "\n  for (const auto& item : items) {\n    sum += item.price() * rate;\n  }\n  return sum;\n}\n",
    ],
    suggestion: '\n  if (rate > 1) {\n    report("rate", rate);\n  }',
  },
};

/** The thread, asked one question at a time. */
class AskedThread {
  #answered: ((answer: FromSyntax | Error) => void) | undefined;
  readonly #thread = startSyntaxThread(WORKER, {
    onMessage: (answer) => this.#answered?.(answer),
    onFailed: (reason) => this.#answered?.(new Error(reason)),
  });

  /** Milliseconds until the answer is there. */
  async ms(question: ToSyntax): Promise<number> {
    const start = performance.now();
    const answer = await new Promise<FromSyntax | Error>((resolve) => {
      this.#answered = resolve;
      this.#thread.post(question);
    });
    if (answer instanceof Error) throw answer;
    if (answer.type === "looked" && answer.fitting !== "whole") throw new Error("The suggestion was fine.");
    return performance.now() - start;
  }

  end(): void {
    this.#thread.end();
  }
}

export async function syntaxFigures(): Promise<Figure[]> {
  const thread = new AskedThread();
  const first: number[] = [];
  const parses: number[] = [];
  const looks: number[] = [];
  let id = 0;
  for (const [languageId, { around, suggestion }] of Object.entries(CODE)) {
    const linesOfOne = around(0).join("").split("\n").length - 1;
    const code = Array.from({ length: Math.ceil(LINES / linesOfOne) }, (_, index) => around(index));
    const parse = (text: string) =>
      thread.ms({ type: "parse", id: ++id, uri: `file:///bench/${languageId}`, languageId, text });
    first.push(await parse(code.flat().join("")));
    // A key in functions all over the file.
    for (let key = 0; key < KEYS; key++) {
      const at = Math.floor((key * code.length) / KEYS);
      const typed = code.with(at, [`${code[at]?.[0]} `, code[at]?.[1] ?? ""]);
      parses.push(await parse(typed.flat().join("")));
      const cursor = typed.slice(0, at).flat().join("").length + (typed[at]?.[0].length ?? 0);
      const insertion = { text: suggestion, replaced: 0 };
      looks.push(await thread.ms({ type: "look", id: ++id, parsed: id - 1, cursor, insertion }));
    }
  }
  thread.end();
  const lines = LINES.toLocaleString("en");
  return [
    {
      name: `grammar: first parse of ${lines} lines, with the load of the grammar, median`,
      value: median(first),
      unit: "ms",
    },
    {
      name: `grammar: parse after a key in ${lines} lines, median`,
      value: median(parses),
      unit: "ms",
      target: { atMost: 5 },
    },
    {
      name: `grammar: look at a suggestion in ${lines} lines, median`,
      value: median(looks),
      unit: "ms",
      target: { atMost: 5 },
    },
  ];
}
