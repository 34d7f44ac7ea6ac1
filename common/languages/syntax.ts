/** What a reading without a grammar knows of a language: its comments, strings and brackets. */
export interface Syntax {
  /** The usual one first. */
  lineComments: readonly string[];
  blockComments: readonly (readonly [open: string, close: string])[];
  /** Strings that end with their line at the latest. */
  quotes: string;
  /** Strings over several lines. */
  longQuotes: readonly string[];
  /** A slash where a value is expected begins a regular expression. */
  regexLiterals?: boolean;
  /** Closing brackets without a partner are ordinary, as in a list "a) b)" or a shell's `case`. */
  looseBrackets?: boolean;
}

export const C_LIKE: Syntax = {
  lineComments: ["//"],
  blockComments: [["/*", "*/"]],
  quotes: "\"'",
  longQuotes: [],
};
/** With strings over several lines. */
export const C_LIKE_TEXT_BLOCKS: Syntax = { ...C_LIKE, longQuotes: ['"""'] };
/** A single quote isn't (only) a string's. */
export const RUST_LIKE: Syntax = { ...C_LIKE, quotes: '"' };
export const SCRIPT: Syntax = { ...C_LIKE, longQuotes: ["`"], regexLiterals: true };
export const SCRIPT_IN_MARKUP: Syntax = {
  ...SCRIPT,
  blockComments: [...SCRIPT.blockComments, ["<!--", "-->"]],
};
export const HASH: Syntax = { lineComments: ["#"], blockComments: [], quotes: "\"'", longQuotes: [] };
export const SEMICOLON: Syntax = { lineComments: [";"], blockComments: [], quotes: '"', longQuotes: [] };
export const DASHES: Syntax = {
  lineComments: ["--"],
  blockComments: [["/*", "*/"]],
  quotes: "\"'",
  longQuotes: [],
};
export const MARKUP: Syntax = {
  lineComments: [],
  blockComments: [["<!--", "-->"]],
  quotes: '"',
  longQuotes: [],
};
export const PROSE: Syntax = {
  lineComments: [],
  blockComments: [],
  quotes: "",
  longQuotes: [],
  looseBrackets: true,
};
