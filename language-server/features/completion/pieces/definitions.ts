/**
 * Definitions of names near the cursor, found by the editor's own language servers. They are asked for once nobody has
 * typed for a moment, and kept: a prompt has those that are known by then.
 */

import type { Position } from "vscode-languageserver-textdocument";
import { messageOf } from "../../../../common/errors.ts";
import { LruMap } from "../../../../common/lru-map.ts";
import { linesOf } from "../../../../common/text-lines.ts";
import { isProse } from "../../../context/lexical.ts";
import type { ReadableDocument } from "../readable-document.ts";
import { definitionText } from "./definition-text.ts";
import { namesNear } from "./names-near.ts";
import type { Piece, PiecePlace, PieceSource } from "./piece.ts";

/** So long after a request, the names around its place are looked for. */
const QUIET_MS = 300;
/** Names that are asked for at once. */
const MAX_NAMES = 10;
const MAX_DOCUMENTS = 20;
/** Of one document. */
const MAX_KNOWN = 200;
const MAX_SHOWN = 5;
/** What isn't found may come about: an import is added, a language server is still starting. */
const MISSING_COUNTS_MS = 20_000;
/** A file that isn't open may change without a word. */
const FOUND_COUNTS_MS = 3 * 60_000;
/** Larger files aren't read. */
const MAX_FILE_CHARS = 1_000_000;

/** What every model knows: the standard libraries of languages, by the URIs of their files. */
const STANDARD_LIBRARY = new RegExp(
  [
    "/typescript/lib/lib[.]",
    "/@types/node/",
    "/typeshed[^/]*/stdlib/",
    "/lib/python3[^/]*/(?!site-packages|dist-packages)",
    "/rustlib/src/",
    "/(?:local/go|lib/go[^/]*|go/libexec|toolchain@[^/]*)/src/",
    "^file:///usr/include/",
  ].join("|"),
);

/** Where a name is defined: its lines, counted from 0. */
export interface FoundDefinition {
  uri: string;
  first: number;
  /** The line after its last one, where the language server says how far it goes. */
  end?: number;
}

export interface DefinitionsDeps {
  /**
   * The definitions of the names at places of a document, null where there is none elsewhere. Undefined when the editor
   * has another version of the document by now, or can't say in time.
   */
  find: (
    uri: string,
    version: number,
    positions: readonly Position[],
  ) => Promise<readonly (FoundDefinition | null)[] | undefined>;
  /** An open document. */
  open: (uri: string) => ReadableDocument | undefined;
  /** The text of a file that isn't open; null where there is none. */
  readText: (uri: string) => Promise<string | null>;
  /** Whether a definition in a file may be shown. */
  mayShow: (uri: string) => Promise<boolean>;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Never receives anything of the user's code. */
  log?: (line: string) => void;
}

interface Known {
  /** Null where there is none to be shown. */
  definition: { uri: string; text: string } | null;
  /** Of the document that it is in, where that was open. */
  version?: number;
  at: number;
}

export class Definitions implements PieceSource {
  readonly #deps: DefinitionsDeps;
  /** By the document's URI, by the name. */
  readonly #known = new LruMap<string, LruMap<string, Known>>(MAX_DOCUMENTS);
  /** Documents whose names are being asked for. */
  readonly #asking = new Set<string>();
  #quiet: NodeJS.Timeout | undefined;
  /** Counts what was found out so far as one. */
  #generation = 0;

  constructor(deps: DefinitionsDeps) {
    this.#deps = deps;
  }

  /** The cursor is at a place of a document. Its names are looked for if it stays there. */
  cursorAt(document: ReadableDocument, position: Position): void {
    clearTimeout(this.#quiet);
    if (isProse(document.languageId)) return;
    this.#quiet = setTimeout(() => {
      this.#lookFor(document, document.offsetAt(position)).catch((error: unknown) =>
        this.#deps.log?.(`Definitions couldn't be found: ${messageOf(error)}`),
      );
    }, QUIET_MS);
    this.#quiet.unref();
  }

  find(place: PiecePlace): Piece[] {
    const known = this.#known.peek(place.uri);
    if (!known || known.size === 0) return [];
    const pieces: Piece[] = [];
    for (const { name } of namesNear(place)) {
      const one = known.get(name);
      if (!one?.definition || !this.#isSo(one)) continue;
      pieces.push({ kind: "definition", ...one.definition });
      if (pieces.length === MAX_SHOWN) break;
    }
    return pieces;
  }

  /** Files that may not be shown are others now. */
  invalidate(): void {
    this.#generation++;
    this.#known.clear();
  }

  dispose(): void {
    clearTimeout(this.#quiet);
  }

  async #lookFor(document: ReadableDocument, cursor: number): Promise<void> {
    const { uri, version } = document;
    if (this.#asking.has(uri)) return;
    const known = this.#known.get(uri) ?? new LruMap(MAX_KNOWN);
    const names = namesNear({ text: document.text, cursor })
      .filter(({ name }) => this.#isWanted(known.peek(name)))
      .slice(0, MAX_NAMES);
    if (names.length === 0) return;
    this.#asking.add(uri);
    const generation = this.#generation;
    try {
      const positions = names.map(({ offset }) => document.positionAt(offset));
      const found = await this.#deps.find(uri, version, positions);
      if (!found) return;
      const texts = new Map<string, Promise<readonly string[]>>();
      const linesOfFile = (of: string) => {
        const lines = texts.get(of) ?? this.#linesOf(of);
        texts.set(of, lines);
        return lines;
      };
      for (const [index, { name }] of names.entries()) {
        known.set(name, await this.#knownOf(found[index] ?? null, uri, linesOfFile));
      }
      if (generation === this.#generation) this.#known.set(uri, known);
    } finally {
      this.#asking.delete(uri);
    }
  }

  async #knownOf(
    found: FoundDefinition | null,
    askedIn: string,
    linesOfFile: (uri: string) => Promise<readonly string[]>,
  ): Promise<Known> {
    const { mayShow, open, now } = this.#deps;
    const none: Known = { definition: null, at: now() };
    if (!found || found.uri === askedIn || STANDARD_LIBRARY.test(found.uri)) return none;
    if (!(await mayShow(found.uri))) return none;
    const version = open(found.uri)?.version;
    const text = definitionText(await linesOfFile(found.uri), found.first, found.end);
    return text === undefined ? none : { definition: { uri: found.uri, text }, version, at: now() };
  }

  async #linesOf(uri: string): Promise<readonly string[]> {
    const text = this.#deps.open(uri)?.getText() ?? (await this.#deps.readText(uri).catch(() => null));
    return text === null || text.length > MAX_FILE_CHARS ? [] : linesOf(text);
  }

  /** Whether its file is as it was, as far as one knows. */
  #isSo({ definition, version }: Known): boolean {
    return definition === null || this.#deps.open(definition.uri)?.version === version;
  }

  #isWanted(known: Known | undefined): boolean {
    if (!known || !this.#isSo(known)) return true;
    const age = this.#deps.now() - known.at;
    return age >= (known.definition ? FOUND_COUNTS_MS : MISSING_COUNTS_MS);
  }
}
