/**
 * A last look at a suggestion, by the grammar of its language: the document with it may have no error that it hasn't
 * without it. A document is parsed as a whole once; after that only what has changed is. What fails here is
 * tree-sitter's memory, which is not to be trusted after that: whoever runs this throws all of it away.
 */
import { Language, Parser, type Tree } from "web-tree-sitter";
import { type ReadModule, startTreeSitter } from "../../../../common/declarations/declaration-finder.ts";
import type { Grammar } from "../../../../common/declarations/queries.ts";
import { isBlank } from "../../../../common/text-lines.ts";
import type { Insertion } from "../answer/trim.ts";
import { documentGrammar, type EmbeddedCode, embeddedCode } from "./embedded-code.ts";
import { countErrors, editTree, hasErrorIn, type Replacement, replacementBetween } from "./syntax-errors.ts";
import { withoutTemplateTags } from "./template-tags.ts";

/** A document with more of them is one that its grammar doesn't understand, because of macros or templates. */
const MAX_ERRORS = 2;
/** For a document, in milliseconds. Nobody waits for it. */
const PARSING_BUDGET_MS = 500;
/** For all looks at a suggestion, in milliseconds. */
const LOOKING_BUDGET_MS = 25;
/** The trees of so many documents are kept. */
const MAX_DOCUMENTS = 4;
/** Of a document: as it is, and as it was before, or would be with a suggestion in it. */
const MAX_TEXTS_OF_DOCUMENT = 2;

/** A bracket or tag that ends a text. */
const LAST_CLOSER = /\s*(?:<\/[\w.:-]*>|[)\]}][;,]?)\s*$/;
/** So many of them at the end of a suggestion may be too many. */
const MAX_CLOSERS = 3;

/** A document as it is at a moment. */
export interface SourceText {
  /** Another one for each text. */
  id: number;
  uri: string;
  languageId: string;
  text: string;
}

interface ParsedText {
  parser: Parser;
  text: string;
  /** What the grammar is shown of a text in which a piece was replaced. */
  shown: (text: string) => string;
  /** What it was shown of this text. */
  seen: string;
  tree: Tree;
  errors: number;
}

interface ParsedDocument extends ParsedText {
  id: number;
  /** False: what is embedded is looked at alone. */
  isWhole: boolean;
  embedded: readonly EmbeddedCode[];
}

/** Of one document, the latest first. None where it takes too long to parse. */
type ParsedTexts = readonly ParsedDocument[];

export class SyntaxCheck {
  readonly #read: ReadModule;
  readonly #log: (line: string) => void;
  readonly #now: () => number;
  readonly #loading = new Map<Grammar, Promise<Parser | undefined>>();
  readonly #parsers = new Map<Grammar, Parser>();
  /** By URI, the least recently used first. */
  readonly #documents = new Map<string, ParsedTexts>();

  /** @param now what the budgets are taken from, in milliseconds */
  constructor(read: ReadModule, log: (line: string) => void, now = () => performance.now()) {
    this.#read = read;
    this.#log = log;
    this.#now = now;
  }

  /** Parses a document: without its grammar, or in too little time, not. @throws when tree-sitter fails */
  async prepare(source: SourceText): Promise<void> {
    const by = documentGrammar(source.languageId);
    const parser = by && (await this.#parserOf(by.grammar));
    if (!parser) return;
    const embedded = this.#parse(parser, source, by)?.embedded ?? [];
    await Promise.all(embedded.map(({ grammar }) => this.#parserOf(grammar)));
  }

  /**
   * The longest beginning of a suggestion, up to a line's end, that adds no error; null when there is none. The whole
   * suggestion when its document wasn't prepared, or there is no time.
   *
   * @param id of the document's text
   * @throws when tree-sitter fails
   */
  fit(id: number, cursor: number, insertion: Insertion): Insertion | null {
    const parsed = [...this.#documents.values()].flat().find((text) => text.id === id);
    if (!parsed) return insertion;
    const deadline = this.#now() + LOOKING_BUDGET_MS;
    const isLate = () => this.#now() > deadline;
    const fitting = parsed.isWhole ? longestWithoutErrors(parsed, cursor, insertion, isLate) : insertion;
    return fitting && this.#fitEmbedded(parsed, cursor, fitting, isLate);
  }

  #fitEmbedded(
    { text, shown, embedded }: ParsedDocument,
    cursor: number,
    insertion: Insertion,
    isLate: () => boolean,
  ): Insertion | null {
    const code = embedded.find(({ start, end }) => start <= cursor && cursor + insertion.replaced <= end);
    const parser = code && this.#parsers.get(code.grammar);
    if (!parser) return insertion;
    const inner = text.slice(code.start, code.end);
    const seen = shown(inner);
    const tree = parseUntil(isLate, parser, seen, undefined);
    if (!tree) return insertion;
    const parsed = { parser, text: inner, shown, seen, tree, errors: countErrors(tree, MAX_ERRORS) };
    const fitting = longestWithoutErrors(parsed, cursor - code.start, insertion, isLate);
    tree.delete();
    return fitting;
  }

  forget(uri: string): void {
    for (const { tree } of this.#documents.get(uri) ?? []) tree.delete();
    this.#documents.delete(uri);
  }

  #parserOf(grammar: Grammar): Promise<Parser | undefined> {
    const loading = this.#loading.get(grammar) ?? this.#load(grammar);
    this.#loading.set(grammar, loading);
    return loading;
  }

  /** Never fails: what can't be loaded is done without, and said once. */
  async #load(grammar: Grammar): Promise<Parser | undefined> {
    try {
      await startTreeSitter(this.#read);
      const parser = new Parser().setLanguage(await Language.load(await this.#read(grammar)));
      this.#parsers.set(grammar, parser);
      return parser;
    } catch (error) {
      this.#log(`Suggestions in ${grammar} aren't checked by its grammar: ${error}`);
      return undefined;
    }
  }

  /** Undefined when it takes too long. */
  #parse(
    parser: Parser,
    { id, uri, text }: SourceText,
    { grammar, isWhole }: { grammar: Grammar; isWhole: boolean },
  ): ParsedDocument | undefined {
    const known = this.#documents.get(uri);
    const [latest] = known ?? [];
    if (known && !latest) return undefined;
    const before = latest?.parser === parser ? latest : undefined;
    if (!before) this.forget(uri);
    const edited = before?.tree.copy();
    const shown = grammar === "html" && isWhole ? withoutTemplateTags : (whole: string) => whole;
    const seen = shown(text);
    if (before && edited) editTree(edited, before.seen, replacementBetween(before.seen, seen));
    const deadline = this.#now() + PARSING_BUDGET_MS;
    const tree = parseUntil(() => this.#now() > deadline, parser, seen, edited);
    edited?.delete();
    if (!tree) {
      this.forget(uri);
      this.#keep(uri, []);
      return undefined;
    }
    const errors = countErrors(tree, MAX_ERRORS);
    const embedded = grammar === "html" ? embeddedCode(tree) : [];
    const parsed = { id, parser, text, shown, seen, tree, errors, isWhole, embedded };
    this.#keep(uri, before && known ? [parsed, ...known] : [parsed]);
    return parsed;
  }

  #keep(uri: string, texts: ParsedTexts): void {
    for (const { tree } of texts.slice(MAX_TEXTS_OF_DOCUMENT)) tree.delete();
    this.#documents.delete(uri);
    this.#documents.set(uri, texts.slice(0, MAX_TEXTS_OF_DOCUMENT));
    for (const oldest of this.#documents.keys()) {
      if (this.#documents.size <= MAX_DOCUMENTS) return;
      this.forget(oldest);
    }
  }
}

function longestWithoutErrors(
  parsed: ParsedText,
  cursor: number,
  whole: Insertion,
  isLate: () => boolean,
): Insertion | null {
  const line = parsed.text.lastIndexOf("\n", cursor - 1) + 1;
  const most = ownErrors(parsed, { start: line, end: lineEnd(parsed.text, cursor) }, isLate);
  const behind = countErrors(parsed.tree, most, lineEnd(parsed.text, cursor) + 1);
  const standing = parsed.text.slice(cursor, cursor + whole.replaced);
  for (const insertion of [whole, ...withoutLastClosers(whole, standing), ...beginnings(whole.text)]) {
    const { text: piece, replaced } = insertion;
    const replacement = { start: cursor, end: cursor + replaced, piece };
    const fits = withReplaced(parsed, replacement, isLate, (tree, text) =>
      addsNoError(tree, { start: line, end: lineEnd(text, cursor + piece.length) }, most, behind),
    );
    if (fits === undefined) return whole;
    if (fits) return insertion;
  }
  return null;
}

/**
 * Whether a document with a suggestion in it has no error of the suggestion's.
 *
 * @param lines all of those that the suggestion stands in
 * @param most how many errors the document has without it
 * @param behind how many of them are behind the cursor's line
 */
function addsNoError(
  tree: Tree,
  lines: { start: number; end: number },
  most: number,
  behind: number,
): boolean {
  const isUnderstood = most <= MAX_ERRORS;
  if (hasErrorIn(tree, lines.start, lines.end)) return !isUnderstood && hasErrorIn(tree, 0, lines.start - 1);
  if (!isUnderstood) return true;
  return countErrors(tree, most) <= most && countErrors(tree, behind, lines.end + 1) <= behind;
}

/** How many errors a document has that aren't those of the unfinished line with the cursor: a suggestion ends these. */
function ownErrors(parsed: ParsedText, line: { start: number; end: number }, isLate: () => boolean): number {
  if (parsed.errors === 0) return 0;
  const without = withReplaced(parsed, { ...line, piece: "" }, isLate, (tree) =>
    countErrors(tree, MAX_ERRORS),
  );
  return Math.min(parsed.errors, without ?? parsed.errors);
}

/**
 * Without what its last line closes at its end, the longest first: a model goes on to close what the file closes itself,
 * where that is so far away that only the whole document says so.
 *
 * @param standing what it replaces: that stays where it isn't written any more
 */
function withoutLastClosers({ text, replaced }: Insertion, standing: string): Insertion[] {
  const shorter: Insertion[] = [];
  let rest = text;
  while (shorter.length < MAX_CLOSERS && LAST_CLOSER.test(rest)) {
    rest = rest.replace(LAST_CLOSER, "");
    // What is left of its lines is looked at by `beginnings`.
    if (isBlank(rest.slice(rest.lastIndexOf("\n") + 1)) || rest.trim() === standing.trim()) break;
    shorter.push({ text: rest, replaced: rest.includes(standing) ? replaced : 0 });
  }
  return shorter;
}

/** Up to the ends of its lines, the longest first. What stands right of the cursor then stays. */
function beginnings(text: string): Insertion[] {
  return [...text.matchAll(/\s*\n/g)]
    .map(({ index }) => ({ text: text.slice(0, index), replaced: 0 }))
    .filter((insertion) => insertion.text.trim() !== "")
    .toReversed();
}

/** What is asked of a document in which a piece was replaced. Undefined when it takes too long. */
function withReplaced<T>(
  { parser, text, shown, seen, tree }: ParsedText,
  { start, end, piece }: Replacement,
  isLate: () => boolean,
  ask: (tree: Tree, text: string) => T,
): T | undefined {
  const after = shown(text.slice(0, start) + piece + text.slice(end));
  const edited = tree.copy();
  editTree(edited, seen, replacementBetween(seen, after));
  const parsed = parseUntil(isLate, parser, after, edited);
  edited.delete();
  if (!parsed) return undefined;
  const answer = ask(parsed, after);
  parsed.delete();
  return answer;
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at;
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
