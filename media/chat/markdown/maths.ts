/**
 * Finds formulas, whose underscores, stars and backslashes Markdown would take away, and has them set. What can't be
 * set stays as it was written.
 */
import type { MarkdownIt } from "markdown-it";

const PAIRS = [
  ["$$", "$$"],
  ["\\[", "\\]"],
  ["\\(", "\\)"],
  ["$", "$"],
] as const;

/** What is longer is no formula: looking further for the end of each would take too long. */
const MAX_FORMULA_CHARS = 2_000;

/** A variable of a shell, with something behind it that is no relation. */
const VARIABLE = /^[A-Z][A-Z0-9_]{2,}(?=[^\w\s=<>+^\\({-])/;
const STAR = 0x2a;
const UNDERSCORE = 0x5f;

/** @param typeset returns a formula's MathML, or undefined; it gets the formula without its marks */
export function mathsPlugin(
  md: MarkdownIt,
  typeset: (tex: string, isBlock: boolean) => string | undefined,
): void {
  md.inline.ruler.before("escape", "maths", (state, silent) => {
    const found = formulaAt(state.src, state.pos, state.posMax);
    if (found === undefined || closesEmphasis(state, found)) return false;
    if (!silent) state.push("maths", "span", 0).content = state.src.slice(state.pos, found);
    state.pos = found;
    return true;
  });
  md.block.ruler.before("fence", "maths_block", blockRule, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  const render = (content: string, tag: string) => {
    const { tex, isBlock } = unmarked(content);
    const set = typeset(tex, isBlock) ?? md.utils.escapeHtml(content);
    // A long one is scrolled by key as well.
    const scrolls = tag === "div" ? ' tabindex="0"' : "";
    return `<${tag} class="maths"${scrolls}>${set}</${tag}>`;
  };
  md.renderer.rules.maths = (tokens, index) => render(tokens[index]?.content ?? "", "span");
  md.renderer.rules.maths_block = (tokens, index) => render(tokens[index]?.content ?? "", "div");
}

/** A formula without the marks that it begins and ends with; `$$` and `\\[` are those of one by itself. */
function unmarked(formula: string): { tex: string; isBlock: boolean } {
  const text = formula.trim();
  const [open, close] = PAIRS.find(([start]) => text.startsWith(start)) ?? ["", ""];
  const tex = text.slice(open.length, text.endsWith(close) ? text.length - close.length : undefined);
  return { tex: tex.trim(), isBlock: open === "$$" || open === "\\[" };
}

/** The end of the formula that begins here, or undefined. */
function formulaAt(text: string, start: number, end = text.length): number | undefined {
  for (const [open, close] of PAIRS) {
    if (!text.startsWith(open, start)) continue;
    const from = start + open.length;
    const length = text.slice(from, Math.min(end, from + MAX_FORMULA_CHARS)).indexOf(close);
    if (length <= 0) continue;
    const at = from + length;
    const content = text.slice(from, at);
    if (open !== "$") return at + close.length;
    // "$5 and $6" are prices, "$HOME:$PATH" are variables: a formula doesn't begin or end with a space, and neither a
    // digit nor a capital letter follows it.
    if (/^\s|\s$|\n/.test(content) || /[\dA-Z_]/.test(text.charAt(at + 1))) return undefined;
    return VARIABLE.test(content) ? undefined : at + close.length;
  }
  return undefined;
}

type InlineState = Parameters<Parameters<MarkdownIt["inline"]["ruler"]["before"]>[2]>[0];

/**
 * Whether something from here to `end` ends an emphasis that began before: "**$HOME** and **$PATH**". In a formula a
 * star is a product or, behind "^", an exponent.
 */
function closesEmphasis(state: InlineState, end: number): boolean {
  for (let at = state.pos; at < end; at++) {
    const marker = state.src.charCodeAt(at);
    if (marker !== STAR && marker !== UNDERSCORE) continue;
    const { can_open, can_close, length } = state.scanDelims(at, marker === STAR);
    const began = state.delimiters.some(
      (each) => each.open && each.end < 0 && each.marker === marker && each.length === length,
    );
    if (can_close && !can_open && began && state.src.charAt(at - 1) !== "^") return true;
    at += length - 1;
  }
  return false;
}

type BlockRule = Parameters<MarkdownIt["block"]["ruler"]["before"]>[2];

const blockRule: BlockRule = (state, startLine, endLine, silent) => {
  const lineAt = (line: number) =>
    state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]).trimEnd();
  const first = lineAt(startLine);
  const pair = PAIRS.slice(0, 2).find(([open]) => first.startsWith(open));
  if (!pair) return false;
  const [open, close] = pair;
  const closesOnFirst = first.length > open.length && first.endsWith(close);
  let last = startLine;
  if (!closesOnFirst) {
    do last++;
    while (last < endLine && !lineAt(last).endsWith(close));
    if (last >= endLine) return false;
  }
  if (silent) return true;
  const token = state.push("maths_block", "div", 0);
  token.content = state.getLines(startLine, last + 1, state.blkIndent, false).trimEnd();
  token.map = [startLine, last + 1];
  state.line = last + 1;
  return true;
};
