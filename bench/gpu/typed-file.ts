/** A file with as much code before the cursor as is wanted, and a passage to type at it. */
import { readFileSync } from "node:fs";
import { SAMPLE_NAME } from "../sample.ts";
import { type Trace, typingTrace } from "../trace.ts";

/** What is typed; everything around it stands in the file. */
const PASSAGE = { from: "const order = orders.get(", to: "orders.set(article.supplier, order);" };

/**
 * The sample with so much code above the passage that about `textTokens` tokens stand before the cursor: lines are
 * taken from its top, or it is repeated above itself.
 */
export function typedFile(textTokens: number, count: (text: string) => number): Trace {
  const source = readFileSync(new URL(`../data/${SAMPLE_NAME}`, import.meta.url), "utf8");
  const start = source.indexOf(PASSAGE.from);
  const end = source.indexOf(PASSAGE.to, start) + PASSAGE.to.length;
  const [above, passage, below] = [source.slice(0, start), source.slice(start, end), source.slice(end)];
  const before = endOf([above, below + above], textTokens, count);
  return typingTrace(before + passage + below, [PASSAGE]);
}

/** Whole lines, as many as have about so many tokens: the end of `first`, then of `more` again and again above it. */
function endOf([first, more]: [string, string], tokens: number, count: (text: string) => number): string {
  let text = "";
  let left = tokens;
  for (let piece = first; left > 0; piece = more) {
    for (const line of piece.split(/(?<=\n)/).toReversed()) {
      left -= count(line);
      if (left < 0) return text;
      text = line + text;
    }
  }
  return text;
}
