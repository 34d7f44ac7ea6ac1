/**
 * From what the model answered to the text that takes the selection's place. It was asked for code alone and its
 * answer was begun with a fence, but models add fences, sentences, lines around the selection, or lose the
 * indentation. Pure: texts in, a text or the reason why there is none out.
 */
import { closesFence, type Fence, fencesAreClosed, openingFence } from "../../../common/fence.ts";
import { newPlaceholder } from "../../../common/placeholders.ts";
import { columnOf, isBlank, linesOf, withoutBlankEnds } from "../../../common/text-lines.ts";
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
 * `empty`: nothing; `same`: what is there already; `prose`: sentences where code was asked for; `placeholder`: a comment
 * in place of code that would be lost; `unbalanced`: a bracket was lost or added, which would break the code around it.
 */
export type Unusable = "empty" | "same" | "prose" | "placeholder" | "unbalanced";

/**
 * @param answer what followed the opening fence, up to the closing one or the end
 * @param fence that opened it: only one as long ends it
 */
export function replacementOf(answer: string, selected: Selected, fence: string): Replacement {
  const lines = unfenced(linesOf(answer), selected, fence);
  const code = withoutSurroundings(withoutBlankEnds(lines), selected);
  if (code.length === 0) return { unusable: "empty" };
  if (!mayBeSentences(selected.languageId) && isProse(code)) return { unusable: "prose" };
  const own = linesOf(selected.text);
  if (newPlaceholder(code, own, selected.languageId) !== undefined) return { unusable: "placeholder" };
  const text = withLineEnds(reindent(code, own).join("\n"), selected.text);
  if (text === selected.text) return { unusable: "same" };
  return losesBalance(selected, text) ? { unusable: "unbalanced" } : { text };
}

/** In LaTeX sentences stand between the commands. */
const mayBeSentences = (languageId: string) => isProseLanguage(languageId) || languageId === "latex";

/** Whether brackets that all had their partners no longer have. An edit of code that lacks one may be what fixes it. */
function losesBalance({ text, languageId }: Selected, replacement: string): boolean {
  if (isProseLanguage(languageId) || hasLooseBrackets(languageId)) return false;
  const isBalanced = (code: string) => {
    const { openers, closers } = unmatchedBrackets(code, languageId);
    return openers.length === 0 && closers.length === 0;
  };
  return isBalanced(text) && !isBalanced(replacement);
}

/** What the answer says between the fence that it was begun with and the one that ends it, without fences of its own. */
function unfenced(lines: readonly string[], { text, languageId }: Selected, fence: string): string[] {
  const edge = columnOf(lines.find((line) => !isBlank(line)));
  const ends = (line: string) => closesFence(line.trimStart(), { marks: fence, info: "" });
  // One that stands deeper is text: an example in a docstring.
  const end = lines.findIndex((line) => ends(line) && columnOf(line) <= edge);
  const said = withoutBlankEnds(end < 0 ? lines : lines.slice(0, end));
  const own = linesOf(text);
  const mayHaveFences = isProseLanguage(languageId) || own.some(fenceOn);
  return mayHaveFences ? unwrapped(said, own, languageId) : firstBlock(said);
}

/** The code of the block that the model opened itself, with or without an introduction; all lines where it didn't. */
function firstBlock(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => fenceOn(line));
  const fence = fenceOn(lines[first] ?? "");
  if (!fence || !introduces(lines.slice(0, first))) return [...lines];
  const rest = lines.slice(first + 1);
  const end = rest.findIndex((line) => closesFence(line.trimStart(), fence));
  return end < 0 ? rest : rest.slice(0, end);
}

/** Whether lines say that code follows, or say nothing. */
function introduces(lines: readonly string[]): boolean {
  const last = lines.findLast((line) => !isBlank(line));
  return last === undefined || isProse(lines) || (/^[A-Z].*:$/.test(last) && !CODE_LINE.test(last));
}

/** An answer in which fences are text: without one around all of it, and without one at its end that nothing opened. */
function unwrapped(lines: readonly string[], own: readonly string[], languageId: string): string[] {
  const last = lines.at(-1) ?? "";
  const inner = lines.slice(1, -1);
  const isWhole = fencesAreClosed(lines);
  const first = wrapping(lines, own, languageId);
  if (first && closesFence(last.trimStart(), first) && fencesAreClosed(inner)) {
    // Two blocks with a text between them begin and end alike.
    const isOne = !inner.some((line) => closesFence(line.trimStart(), first));
    const isCertain = first.info !== "" || !isWhole || isOne;
    if (isCertain) return inner;
  }
  const isOdd = fenceOn(last)?.info === "" && !isWhole && fencesAreClosed(lines.slice(0, -1));
  return isOdd ? lines.slice(0, -1) : [...lines];
}

/** The fence that an answer begins with, where it isn't the text's own: that of a block of code in it. */
function wrapping(lines: readonly string[], own: readonly string[], languageId: string): Fence | undefined {
  const first = lines.length > 1 ? fenceOn(lines[0] ?? "") : undefined;
  if (!first || (isProseLanguage(languageId) && !TEXT_TAGS.has(first.info.toLowerCase()))) return undefined;
  const old = fenceOn(withoutBlankEnds(own)[0] ?? "");
  return old && (first.info === "" || old.info === first.info) ? undefined : first;
}

const TEXT_TAGS = new Set(["", "markdown", "md", "mdx", "text", "txt", "plaintext", "asciidoc", "rst"]);

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
