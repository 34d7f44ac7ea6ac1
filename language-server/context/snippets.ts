/** Code of other open files that looks like what is being written. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { sameFamily } from "../../common/languages/languages.ts";
import { linesOf, withoutBlankEnds } from "../../common/text-lines.ts";
import { headLines } from "./file-head.ts";
import { COMMON_WORDS, IDENTIFIER } from "./identifiers.ts";

export interface Snippet {
  uri: string;
  text: string;
}

export interface SnippetQuery {
  uri: string;
  languageId: string;
  /** The code around the cursor. */
  around: string;
  /** It is the head of its file, which is like the heads of others; other code is like other code. */
  isHead?: boolean;
  /** The open documents that may be shown; those of another language, and this one, are passed over. */
  documents: Iterable<TextDocument>;
  /** What was shown before: it stays in its place while it is still worth it, since the KV cache holds it. */
  previous: readonly Snippet[];
}

const WINDOW_LINES = 12;
const MAX_SNIPPETS = 3;
const MAX_SNIPPET_CHARS = 700;
const MAX_ALL_CHARS = 1_500;
const MAX_OF_ONE_DOCUMENT = 2;
/** Jaccard similarity of two sets of identifiers, from which a window is worth its place. */
const MIN_SIMILARITY = 0.12;
/** What was shown before gives way only to something clearly better. */
const PREVIOUS_BONUS = 1.3;
const MAX_DOCUMENT_CHARS = 100_000;
/** New text read in one query, beyond the first document: reading takes 8 ms for 100,000 characters. */
const MAX_NEW_CHARS = 40_000;

interface Window {
  text: string;
  identifiers: Set<string>;
  isHead: boolean;
}

/** Remembers the windows of each document by its version. */
export class SnippetFinder {
  readonly #windows = new WeakMap<TextDocument, { version: number; windows: Window[] }>();

  /** The most similar windows within the budget, most stable first. */
  find({ uri, languageId, around, isHead = false, documents, previous }: SnippetQuery): Snippet[] {
    const wanted = identifiersOf(around);
    const before = new Map(previous.map(({ uri: of, text }, index) => [`${of}\n${text}`, index]));
    const found: { snippet: Snippet; similarity: number; place: number }[] = [];
    let newChars = 0;
    for (const document of documents) {
      if (document.uri === uri || !sameFamily(document.languageId, languageId)) continue;
      const chars = document.getText().length;
      if (chars > MAX_DOCUMENT_CHARS) continue;
      if (this.#windows.get(document)?.version !== document.version) {
        // The next query reads what is left.
        if (newChars > 0 && newChars + chars > MAX_NEW_CHARS) continue;
        newChars += chars;
      }
      for (const { text, identifiers, isHead: isOfHead } of this.#read(document)) {
        if (isOfHead !== isHead) continue;
        const place = before.get(`${document.uri}\n${text}`) ?? Number.POSITIVE_INFINITY;
        const similarity = jaccard(wanted, identifiers) * (Number.isFinite(place) ? PREVIOUS_BONUS : 1);
        if (similarity >= MIN_SIMILARITY)
          found.push({ snippet: { uri: document.uri, text }, similarity, place });
      }
    }
    found.sort((a, b) => b.similarity - a.similarity);
    const chosen: typeof found = [];
    let left = MAX_ALL_CHARS;
    for (const one of found) {
      const { snippet } = one;
      if (chosen.length === MAX_SNIPPETS || snippet.text.length > left) continue;
      if (chosen.filter((other) => other.snippet.uri === snippet.uri).length === MAX_OF_ONE_DOCUMENT)
        continue;
      chosen.push(one);
      left -= snippet.text.length;
    }
    return chosen
      .sort((a, b) => a.place - b.place || (a.snippet.uri < b.snippet.uri ? -1 : 1))
      .map(({ snippet }) => snippet);
  }

  #read(document: TextDocument): Window[] {
    const known = this.#windows.get(document);
    if (known?.version === document.version) return known.windows;
    const windows = windowsOf(document.getText());
    this.#windows.set(document, { version: document.version, windows });
    return windows;
  }
}

function windowsOf(text: string): Window[] {
  const lines = linesOf(text);
  const head = headLines(lines);
  return [...windowsIn(lines.slice(0, head), true), ...windowsIn(lines.slice(head), false)];
}

function windowsIn(lines: readonly string[], isHead: boolean): Window[] {
  const windows: Window[] = [];
  for (let start = 0; start < lines.length; start += WINDOW_LINES) {
    const window = withoutBlankEnds(lines.slice(start, start + WINDOW_LINES)).join("\n");
    if (window === "" || window.length > MAX_SNIPPET_CHARS) continue;
    windows.push({ text: window, identifiers: identifiersOf(window), isHead });
  }
  return windows;
}

function identifiersOf(text: string): Set<string> {
  const identifiers = new Set<string>(text.match(IDENTIFIER));
  for (const word of COMMON_WORDS) identifiers.delete(word);
  return identifiers;
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let common = 0;
  for (const identifier of a) if (b.has(identifier)) common++;
  return common / (a.size + b.size - common);
}
