/**
 * A last look at a suggestion, by the grammar of its language: the document with it may have no error that it hasn't
 * without it. A document is parsed as a whole once, while the model writes; after that only what has changed is.
 */
import { Language, Parser, type Tree } from "web-tree-sitter";
import { type ReadModule, startTreeSitter } from "../../../../common/declarations/declaration-finder.ts";
import { type Grammar, grammarOf } from "../../../../common/declarations/queries.ts";
import type { Insertion } from "../answer/trim.ts";
import { countErrors, editTree, type Replacement, replacementBetween } from "./syntax-errors.ts";

/** Longer documents are done without. */
const MAX_CHARS = 300_000;
/** A document with more of them is one that its grammar doesn't understand, because of macros or templates. */
const MAX_ERRORS = 2;
/** For a document, in milliseconds. The model writes meanwhile. */
const PARSING_BUDGET_MS = 150;
/** For all looks at a suggestion, in milliseconds. */
const LOOKING_BUDGET_MS = 10;

/** A document and the cursor in it. */
export interface CheckedText {
  uri: string;
  languageId: string;
  text: { readonly length: number; toString(): string };
  cursor: number;
}

interface ParsedText {
  uri: string;
  parser: Parser;
  text: string;
  tree: Tree;
  errors: number;
}

export class SyntaxCheck implements Disposable {
  readonly #read: ReadModule;
  readonly #log: (line: string) => void;
  readonly #now: () => number;
  readonly #loading = new Map<Grammar, Promise<void>>();
  readonly #parsers = new Map<Grammar, Parser>();
  /** The document that a suggestion was asked for last. */
  #parsed: ParsedText | undefined;
  /** The document that took too long to parse. */
  #slow: string | undefined;
  #isOff = false;

  /** @param now what the budgets are taken from, in milliseconds */
  constructor(read: ReadModule, log: (line: string) => void, now = () => performance.now()) {
    this.#read = read;
    this.#log = log;
    this.#now = now;
  }

  /** Parses a document; without its grammar, which is loaded then, or in too little time, not. Never fails. */
  prepare({ uri, languageId, text }: CheckedText): void {
    const parser = text.length > MAX_CHARS ? undefined : this.#parserOf(languageId);
    if (parser) this.#safely(() => this.#parse(parser, uri, text.toString()));
    else this.#forget();
  }

  /**
   * The longest beginning of a suggestion, up to a line's end, that adds no error; null when there is none. The whole
   * suggestion when its document wasn't prepared, or there is no time.
   */
  fit(at: CheckedText, insertion: Insertion): Insertion | null {
    const parsed = this.#parsed;
    if (!parsed || parsed.errors > MAX_ERRORS) return insertion;
    if (parsed.uri !== at.uri || parsed.text !== at.text.toString()) return insertion;
    const fitting = this.#safely(() => longestWithoutErrors(parsed, at.cursor, insertion, this.#now));
    return fitting === undefined ? insertion : fitting;
  }

  [Symbol.dispose](): void {
    this.#isOff = true;
    this.#forget();
    for (const parser of this.#parsers.values()) parser.delete();
    this.#parsers.clear();
  }

  /** Resolves once there is a parser for a language, or there can't be one. */
  async loaded(languageId: string): Promise<void> {
    const grammar = grammarOf(languageId);
    if (grammar === undefined || this.#isOff) return;
    const loading = this.#loading.get(grammar) ?? this.#load(grammar);
    this.#loading.set(grammar, loading);
    await loading;
  }

  #parserOf(languageId: string): Parser | undefined {
    const grammar = grammarOf(languageId);
    if (grammar === undefined || this.#isOff) return undefined;
    if (!this.#loading.has(grammar)) void this.loaded(languageId);
    return this.#parsers.get(grammar);
  }

  /** Never fails. */
  async #load(grammar: Grammar): Promise<void> {
    try {
      await startTreeSitter(this.#read);
      const language = await Language.load(await this.#read(grammar));
      if (!this.#isOff) this.#parsers.set(grammar, new Parser().setLanguage(language));
    } catch (error) {
      this.#log(`Suggestions in ${grammar} aren't checked by its grammar: ${error}`);
    }
  }

  #parse(parser: Parser, uri: string, text: string): void {
    const before = this.#parsed;
    if (before?.uri === uri && before.parser === parser && before.text === text) return;
    this.#parsed = undefined;
    const known = before?.uri === uri && before.parser === parser ? before : undefined;
    if (known) editTree(known.tree, known.text, replacementBetween(known.text, text));
    const deadline = this.#now() + PARSING_BUDGET_MS;
    const isLate = () => this.#now() > deadline;
    const tree = uri === this.#slow ? null : parseUntil(isLate, parser, text, known?.tree);
    before?.tree.delete();
    if (!tree) this.#slow = uri;
    else this.#parsed = { uri, parser, text, tree, errors: countErrors(tree) };
  }

  #forget(): void {
    this.#parsed?.tree.delete();
    this.#parsed = undefined;
  }

  /** All grammars share a memory, which is not to be trusted after a fault. */
  #safely<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      this.#isOff = true;
      this.#parsed = undefined;
      this.#log(`Suggestions aren't checked by grammars from now on: ${error}`);
      return undefined;
    }
  }
}

function longestWithoutErrors(
  parsed: ParsedText,
  cursor: number,
  whole: Insertion,
  now: () => number,
): Insertion | null {
  const deadline = now() + LOOKING_BUDGET_MS;
  for (const insertion of [whole, ...beginnings(whole.text)]) {
    const replacement = { start: cursor, end: cursor + insertion.replaced, piece: insertion.text };
    const errors = errorsWith(parsed, replacement, () => now() > deadline);
    if (errors === undefined) return whole;
    if (errors <= parsed.errors) return insertion;
  }
  return null;
}

/** Up to the ends of its lines, the longest first. What stands right of the cursor then stays. */
function beginnings(text: string): Insertion[] {
  return [...text.matchAll(/\s*\n/g)]
    .map(({ index }) => ({ text: text.slice(0, index), replaced: 0 }))
    .filter((insertion) => insertion.text.trim() !== "")
    .toReversed();
}

/** Undefined when it takes too long. */
function errorsWith(
  { parser, text, tree }: ParsedText,
  replacement: Replacement,
  isLate: () => boolean,
): number | undefined {
  const edited = tree.copy();
  editTree(edited, text, replacement);
  const { start, end, piece } = replacement;
  const parsed = parseUntil(isLate, parser, text.slice(0, start) + piece + text.slice(end), edited);
  edited.delete();
  if (!parsed) return undefined;
  const errors = countErrors(parsed);
  parsed.delete();
  return errors;
}

/** Null when it is late before the end. */
function parseUntil(
  isLate: () => boolean,
  parser: Parser,
  text: string,
  tree: Tree | undefined,
): Tree | null {
  const parsed = parser.parse(text, tree ?? null, { progressCallback: isLate });
  // Else it would take the next text for the rest of this one.
  if (!parsed) parser.reset();
  return parsed;
}
