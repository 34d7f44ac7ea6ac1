/** Lines of an answer that stand for code which it leaves out: "// ... existing code ...". */
import { isCloser } from "./declarations/extent.ts";
import { languageFacts } from "./languages/languages.ts";
import { columnOf, isBlank } from "./text-lines.ts";

/**
 * `sure`: it says nothing else. `possible`: it may say so, or may be a comment of the code itself; what it would take
 * the place of must not be lost.
 */
export type Placeholder = "sure" | "possible";

/** A comment on a line of its own. Models write those of any language into any other. */
const COMMENT = /^\s*(?:\/\/+|#+|--+|;+|%+|\/\*+|<!--|\{\s*\/\*+)\s*(.*?)\s*(?:\*+\/\s*\}?|-->)?\s*$/;
/** Headings begin with what is a comment elsewhere. */
const COMMENT_IN_PROSE = /^\s*(?:<!--|\/\*+)\s*(.*?)\s*(?:\*+\/|-->)?\s*$/;
const DOTS = "(?:\\.{3,}|…)";
const ONLY_DOTS = new RegExp(`^[\\s[({<]*${DOTS}[\\s\\])}>,;]*$`);
const BEGINS_WITH_DOTS = new RegExp(`^[[({<]*\\s*${DOTS}`);
/** Says that something is as it was. */
const KEPT =
  /\b(?:exist(?:ing|s)|rest|remain(?:s|ing|der)?|un(?:changed|modified|touched|altered)|omit(?:ted|s)?|brevity|same|previous(?:ly)?|others?|original|keeps?|kept|stays?|intact|elided|truncated|skipped|snip(?:ped)?|no changes?|not (?:changed|shown)|left out|as (?:before|is|above)|goes here|your code|everything else)\b/i;
/** What a placeholder is made of, besides the words above. */
const FILLERS = new Set(
  "a above all and are as at before below body class classes code config constants constructor content contents declarations definitions else elsewhere entries everything exactly fields file for from function functions goes handlers helpers here imports implementation in is it its kept lines logic main members method methods module more object of options out part parts properties props routes rules section sections setup shown state statements stuff styles tests text that the there these this to types unchanged up values variables was were your".split(
    " ",
  ),
);
/** A longer comment says something of its own. */
const MAX_WORDS = 12;

/**
 * Whether a line of an answer stands for code.
 *
 * @param languageId of the code, where it is known: in prose a line that begins with "#" is a heading
 */
export function placeholderAt(
  lines: readonly string[],
  row: number,
  languageId?: string,
): Placeholder | undefined {
  const line = lines[row] ?? "";
  const said = saidBy(line, languageId);
  // Without a comment, dots alone may be code: the body of a function in Python.
  if (said === undefined) return ONLY_DOTS.test(line) ? "possible" : undefined;
  if (saysOnlyThat(said)) return "sure";
  return mentions(said) || standsAlone(lines, row) ? "possible" : undefined;
}

/**
 * The first row of an answer that must not take the place of code: a placeholder that the old code doesn't have.
 *
 * @returns `undefined` where there is none
 */
export function newPlaceholder(
  answer: readonly string[],
  old: readonly string[],
  languageId?: string,
): number | undefined {
  const known = new Set(old.map((line) => line.trim()));
  const row = answer.findIndex((line, at) => {
    if (known.has(line.trim())) return false;
    const said = saidBy(line, languageId);
    if (said === undefined) return ONLY_DOTS.test(line);
    return saysOnlyThat(said) || (mentions(said) && standsAlone(answer, at));
  });
  return row < 0 ? undefined : row;
}

function saidBy(line: string, languageId: string | undefined): string | undefined {
  const isProse = languageId !== undefined && languageFacts(languageId)?.isProse === true;
  return (isProse ? COMMENT_IN_PROSE : COMMENT).exec(line)?.[1];
}

/** Nothing but dots, or but words that say that something is as it was. */
function saysOnlyThat(said: string): boolean {
  if (ONLY_DOTS.test(said)) return true;
  if (!KEPT.test(said)) return false;
  const rest = said.replace(new RegExp(KEPT, "gi"), " ");
  const words = rest.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  return words.length <= MAX_WORDS && words.every((word) => FILLERS.has(word));
}

function mentions(said: string): boolean {
  return BEGINS_WITH_DOTS.test(said) || (KEPT.test(said) && said.split(/\s+/).length <= MAX_WORDS);
}

/** Whether nothing follows that the comment would be about. */
function standsAlone(lines: readonly string[], row: number): boolean {
  const next = lines[row + 1];
  if (next === undefined || isBlank(next) || isCloser(next)) return true;
  return columnOf(next) < columnOf(lines[row]);
}
