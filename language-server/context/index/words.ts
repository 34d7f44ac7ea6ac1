/** What code and questions are compared by: words, whatever their case and ending, and the words in identifiers. */

const IDENTIFIER = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/g;
const MIN_CHARS = 2;
const MAX_CHARS = 40;
/** Terms of identifiers are computed once; code repeats its names. */
const MAX_KNOWN = 50_000;

/** In every question, or in every file. */
const COMMON = new Set(
  (
    "a an and any are as at be been but by can could did do does for from had has have how i if in into is it its me my " +
    "no not of on or our please should show so some tell than that the their them then there these they this those to " +
    "us use used using was we were what when where which who why will with would you your " +
    "await async break case catch class const continue def default delete elif else enum except export extends false " +
    "final finally fn func function get import include interface let namespace new nil none null package pass private " +
    "protected pub public raise readonly return self set static string struct super switch throw true try type " +
    "undefined var void while yield"
  ).split(" "),
);

const known = new Map<string, readonly string[]>();

/** How often each term is in a text. */
export function countTerms(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [identifier] of text.matchAll(IDENTIFIER))
    for (const term of termsOf(identifier)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** The words of an identifier, and, where it has several, the whole. */
export function termsOf(identifier: string): readonly string[] {
  const before = known.get(identifier);
  if (before) return before;
  const words = identifier
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/[\s_$]+/)
    .map((word) => word.toLowerCase());
  const whole = words.length > 1 ? [words.join("")] : [];
  const terms = [...words, ...whole]
    .filter((word) => word.length >= MIN_CHARS && word.length <= MAX_CHARS && !COMMON.has(word))
    .map(stem);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(identifier, terms);
  return terms;
}

/** "caches", "cached" and "caching" are "cach": crude, but the same for question and code. */
export function stem(word: string): string {
  let root = word;
  if (root.length > 4 && root.endsWith("ies")) root = `${root.slice(0, -3)}y`;
  else if (root.length > 3 && /[^suia]s$/.test(root)) root = root.slice(0, -1);
  if (root.length > 6 && root.endsWith("ing")) root = root.slice(0, -3);
  else if (root.length > 5 && root.endsWith("ed")) root = root.slice(0, -2);
  return root.length > 4 && root.endsWith("e") ? root.slice(0, -1) : root;
}
