/**
 * From what the model answered to the text that takes the selection's place. It was asked for code alone and its
 * answer was begun with a fence, but models add fences, sentences, lines around the selection, or lose the
 * indentation. Pure: texts in, a text or the reason why there is none out.
 */
import { closesFence, openingFence } from "../../../common/fence.ts";
import { isBlank, linesOf, withoutBlankEnds } from "../../../common/text-lines.ts";
import { unmatchedBrackets } from "../../context/brackets.ts";
import { hasLooseBrackets, isProse as isProseLanguage } from "../../context/lexical.ts";
import { reindent } from "./indentation.ts";

export interface Selected {
  /** Whole lines, with the line end of the last one where it has one. */
  text: string;
  /** Lines before and after it, as they were shown to the model. */
  before: string;
  after: string;
  /** As the editor calls it. */
  languageId: string;
}

export type Replacement = { text: string } | { unusable: Unusable };

/**
 * `empty`: nothing; `same`: what is there already; `prose`: sentences where code was asked for; `unbalanced`: a
 * bracket was lost or added, which would break the code around it.
 */
export type Unusable = "empty" | "same" | "prose" | "unbalanced";

/**
 * @param answer what followed the opening fence, up to the closing one or the end
 */
export function replacementOf(answer: string, selected: Selected): Replacement {
  const lines = unfenced(linesOf(answer));
  const code = withoutSurroundings(withoutBlankEnds(lines), selected);
  if (code.length === 0) return { unusable: "empty" };
  if (!mayBeSentences(selected.languageId) && isProse(code)) return { unusable: "prose" };
  const own = linesOf(selected.text);
  const text = withLineEnds(reindent(code, own).join("\n"), selected.text);
  if (text === selected.text) return { unusable: "same" };
  return losesBalance(selected, text) ? { unusable: "unbalanced" } : { text };
}

/** In LaTeX sentences stand between the commands. */
const mayBeSentences = (languageId: string) => isProseLanguage(languageId) || languageId === "latex";

/** Whether brackets that all had their partners no longer have. An edit of code that lacks one may be what mends it. */
function losesBalance({ text, languageId }: Selected, replacement: string): boolean {
  if (isProseLanguage(languageId) || hasLooseBrackets(languageId)) return false;
  const isBalanced = (code: string) => {
    const { openers, closers } = unmatchedBrackets(code, languageId);
    return openers.length === 0 && closers.length === 0;
  };
  return isBalanced(text) && !isBalanced(replacement);
}

/** The code of the first fenced block, where the model opened one itself; all before a fence that closes, else. */
function unfenced(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => fenceOn(line));
  const fence = fenceOn(lines[first] ?? "");
  if (!fence) return [...lines];
  const before = lines.slice(0, first);
  const opens = /^[\w+#-]/.test(fence.info);
  if (!opens && before.some((line) => !isBlank(line))) return before;
  const rest = lines.slice(first + 1);
  const end = rest.findIndex((line) => closesFence(line.trimStart(), fence));
  return end < 0 ? rest : rest.slice(0, end);
}

/** The whole answer may be indented as the code is. */
const fenceOn = (line: string) => openingFence(line.trimStart());

/** Leaves out lines of the surroundings that the answer repeats, where the selection doesn't have them itself. */
function withoutSurroundings(lines: readonly string[], { text, before, after }: Selected): string[] {
  const own = linesOf(text).filter((line) => !isBlank(line));
  const head = repeatedLines(before.split("\n").toReversed(), lines, own[0]);
  const tail = repeatedLines(after.split("\n"), lines.toReversed(), own.at(-1));
  // An answer of nothing but surroundings is no answer.
  return withoutBlankEnds(lines.slice(head, lines.length - tail));
}

/**
 * How many lines at one end of the answer are those next to the selection there. `neighbors` and `answer` are
 * counted from the selection's edge, and from the answer's end that lies there.
 */
function repeatedLines(neighbors: readonly string[], answer: readonly string[], ownEdge = ""): number {
  const near = neighbors.filter((line) => !isBlank(line));
  const given = answer.flatMap((line, index) => (isBlank(line) ? [] : [{ text: line.trim(), index }]));
  let best = 0;
  for (let count = 1; count <= Math.min(near.length, given.length - 1); count++) {
    const repeated = near.slice(0, count).toReversed();
    const same = repeated.every((line, index) => line.trim() === given[index]?.text);
    // One bracket says nothing.
    const means = repeated.some((line) => /\w{2}/.test(line));
    if (same && means && given[0]?.text !== ownEdge.trim()) best = (given[count - 1]?.index ?? 0) + 1;
  }
  return best;
}

/** A line that reads like a sentence. */
const SENTENCE = /^[A-Z][\w',`-]*(?: [\w'"`(),:;/-]+){3,}[.:!?]?$/;
/** What sentences hardly ever end with or begin with. */
const CODE_LINE = /[;{}[\]]\s*$|^\s*(?:[#@*]|\/\/|\/\*|<|--|""")|^\s{2,}|=/;

/** Whether these lines are sentences and not code. Comments of any kind are code. */
function isProse(lines: readonly string[]): boolean {
  const said = lines.filter((line) => !isBlank(line));
  const sentences = said.filter((line) => SENTENCE.test(line.trim()) && !CODE_LINE.test(line));
  return sentences.length * 2 > said.length;
}

/** The file's own line ends, and its own end of the last line. */
function withLineEnds(text: string, own: string): string {
  const eol = own.includes("\r\n") ? "\r\n" : "\n";
  const lastEnd = /(?:\r\n|\r|\n)$/.exec(own)?.[0] ?? "";
  return text.replace(/\n/g, eol) + lastEnd;
}
