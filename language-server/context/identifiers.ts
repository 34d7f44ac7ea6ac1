/** Names in code, whatever its language. */

/** Every character beyond ASCII counts as a letter: a pattern of Unicode classes takes three times as long. */
export const IDENTIFIER = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]{2,}/g;

/** Words that most code of most languages has. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  (
    "and any async await bool break case catch class const continue def default del elif else enum except export " +
    "extends false finally float for foreach from func function get global has if impl implements import int " +
    "interface lambda let match module mut namespace new nil none not null number object override package pass " +
    "private protected pub public raise readonly return self set static str string struct super switch then this " +
    "throw throws trait true try type typeof undefined union use using val var void while with yield None True False"
  ).split(" "),
);
