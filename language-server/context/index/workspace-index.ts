/** What can be found in the workspace, kept in step with its files. */
import { setImmediate } from "node:timers/promises";
import type { Declaration } from "../../../common/declarations/declaration.ts";
import type { DeclarationFinder } from "../../../common/declarations/declaration-finder.ts";
import { patternDeclarations } from "../../../common/declarations/patterns.ts";
import { languageOfPath } from "../../../common/languages/languages.ts";
import { linesOf } from "../../../common/text-lines.ts";
import type { ContextItem, WorkspaceSymbol } from "../../protocol/context.ts";
import type { FileState } from "../../protocol/workspace.ts";
import type { SecretFiles } from "../secret-files.ts";
import { shownPath } from "../workspace-paths.ts";
import { type Hit, type IndexedPiece, LexicalIndex } from "./lexical-index.ts";
import { piecesOf } from "./pieces.ts";
import { isSkippedText } from "./skipped-files.ts";
import { SymbolIndex } from "./symbol-index.ts";
import { countTerms } from "./words.ts";
import { type ListedFile, listFiles, type WorkspaceTree } from "./workspace-tree.ts";

/** What an index may take; when one of these is reached, the files that were modified last are in it. */
export interface IndexBudget {
  files: number;
  bytes: number;
  /** Of one reading of the workspace; the next goes on where this one ended. */
  milliseconds: number;
}

export const INDEX_BUDGET: IndexBudget = { files: 10_000, bytes: 64 * 2 ** 20, milliseconds: 30_000 };

export interface WorkspaceIndexOptions {
  tree: WorkspaceTree;
  secrets: SecretFiles;
  declarations: Pick<DeclarationFinder, "forFiles">;
  /** URIs. */
  folders: () => readonly string[];
  budget: IndexBudget;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: (line: string) => void;
}

/** Listing takes this part of a reading's time at most; a remote workspace may be slow to list. */
const LISTING_SHARE = 0.5;
/**
 * Declarations are found in the trees of files for this part of a reading's time, by the shape of their lines after
 * it: parsing takes several times what everything else does. What is left is parsed when the reading is over.
 */
const PARSING_SHARE = 0.1;
/** What is declared there and nobody looks for. */
const UNWANTED_KINDS = new Set(["key", "element"]);
const MAX_PIECES = 8;
const MAX_PIECES_OF_A_FILE = 3;
/** Worse ones than this part of the best are there by chance. */
const MIN_SHARE = 0.3;
/** Some of the best are neighbors, of one file, or no longer allowed. */
const SEARCHED_PIECES = 60;
/** Files whose modification nobody told are looked at again after this time. */
const REREAD_AFTER_MS = 3_000;
/** A name that is declared in a piece says more than one that is used there. */
const DECLARED_WEIGHT = 3;

interface Indexed extends Pick<FileState, "bytes" | "modified"> {
  /** The text of its editor, if that was indexed. */
  open: string | undefined;
}

export class WorkspaceIndex {
  readonly #options: WorkspaceIndexOptions;
  readonly #words = new LexicalIndex();
  readonly #symbols = new SymbolIndex();
  readonly #indexed = new Map<string, Indexed>();
  readonly #open = new Map<string, string>();
  /** Files whose declarations are known by the shape of their lines as yet. */
  readonly #unparsed = new Map<string, ListedFile>();
  #reading: Promise<void> | undefined;
  #parsing: Promise<void> | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #told = "";

  constructor(options: WorkspaceIndexOptions) {
    this.#options = options;
  }

  /** A document is open with this text, which counts instead of the file's; `null` when it was closed. */
  setOpen(uri: string, text: string | null): void {
    if (text === null) this.#open.delete(uri);
    else this.#open.set(uri, text);
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  /** Files or ignore files changed: the next search looks at all again. */
  invalidate(): void {
    this.#options.secrets.invalidate();
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  /** Reads what is new or changed. Resolves when everything within the budget is in the index. */
  async refresh(signal: AbortSignal): Promise<void> {
    if (!this.#reading && this.#options.now() - this.#readAt < REREAD_AFTER_MS) return;
    this.#reading ??= this.#read(signal).finally(() => {
      this.#reading = undefined;
      this.#parsing ??= this.#parseRest(signal).finally(() => {
        this.#parsing = undefined;
      });
    });
    await this.#reading;
  }

  /** The pieces that fit a question best, best first, as they are now. */
  async search(query: string): Promise<ContextItem[]> {
    const terms = new Map(
      countTerms(query)
        .keys()
        .map((term) => [term, 1]),
    );
    const hits = this.#words.search(terms, SEARCHED_PIECES);
    const least = (hits[0]?.score ?? 0) * MIN_SHARE;
    const chosen: Hit[] = [];
    for (const hit of hits) {
      if (chosen.length === MAX_PIECES || hit.score < least) break;
      if (chosen.filter(({ uri }) => uri === hit.uri).length === MAX_PIECES_OF_A_FILE) continue;
      if ((await this.#options.secrets.whyExcluded(hit.uri)) === null) chosen.push(hit);
    }
    const items: ContextItem[] = [];
    for (const hit of withNeighborsMerged(chosen)) items.push(...(await this.#item(hit)));
    return items;
  }

  async symbols(query: string, limit: number): Promise<WorkspaceSymbol[]> {
    const found: WorkspaceSymbol[] = [];
    for (const { name, kind, uri, start, end } of this.#symbols.search(query, limit)) {
      if ((await this.#options.secrets.whyExcluded(uri)) !== null) continue;
      found.push({ name, kind, uri, range: linesRange(start, end) });
    }
    return found;
  }

  async #item({ uri, start, end }: Hit): Promise<ContextItem[]> {
    const text = await this.#textOf(uri);
    if (text === null) return [];
    const lines = linesOf(text).slice(start, end);
    while (lines.at(-1)?.trim() === "") lines.pop();
    if (lines.length === 0) return [];
    return [
      {
        kind: "codebase",
        title: shownPath(uri, this.#options.folders()),
        uri,
        range: linesRange(start, start + lines.length),
        text: lines.join("\n"),
      },
    ];
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { tree, secrets, folders, budget, now, log } = this.#options;
    const startedAt = now();
    // Before reading: what changes meanwhile is read by the next search.
    this.#readAt = startedAt;
    const tookLong = (share: number) => now() - startedAt >= budget.milliseconds * share;
    const all = await listFiles(folders(), tree, secrets, signal, () => tookLong(LISTING_SHARE));
    const listedAll = !tookLong(LISTING_SHARE);
    const files = all.toSorted((a, b) => this.#lastUse(b) - this.#lastUse(a)).slice(0, budget.files);
    const present = new Set(files.map(({ uri }) => uri));
    for (const uri of this.#indexed.keys()) if (!present.has(uri)) this.#remove(uri);
    let limit = all.length > files.length ? `${budget.files} files` : "";
    for (const file of files) {
      if (this.#isCurrent(file)) continue;
      if (this.#words.bytes + this.#symbols.bytes >= budget.bytes) {
        limit = `${Math.round(budget.bytes / 2 ** 20)} MB`;
        break;
      }
      if (tookLong(1)) {
        limit = `${budget.milliseconds / 1_000} s`;
        this.#readAt = Number.NEGATIVE_INFINITY;
        break;
      }
      await setImmediate();
      signal.throwIfAborted();
      const isUnparsed = tookLong(PARSING_SHARE);
      await this.#index(file, isUnparsed);
      if (isUnparsed) this.#unparsed.set(file.uri, file);
    }
    const megabytes = ((this.#words.bytes + this.#symbols.bytes) / 2 ** 20).toFixed(1);
    const told =
      limit === ""
        ? `The index holds all ${this.#indexed.size} files of the workspace (${megabytes} MB)${listedAll ? "." : ", as far as they could be listed in time."}`
        : `The index holds ${this.#indexed.size} of ${all.length} files of the workspace, the most recently modified ones: it reached its limit of ${limit}.`;
    if (told !== this.#told) log(told);
    this.#told = told;
  }

  /** Parses what the readings have left, in between them. */
  async #parseRest(signal: AbortSignal): Promise<void> {
    for (const file of this.#unparsed.values()) {
      await setImmediate();
      await this.#reading?.catch(() => {});
      if (signal.aborted) return;
      if (this.#unparsed.delete(file.uri)) await this.#index(file, false);
    }
  }

  /** What is open counts as modified just now. */
  #lastUse({ uri, modified }: ListedFile): number {
    return this.#open.has(uri) ? Number.MAX_SAFE_INTEGER : modified;
  }

  #isCurrent({ uri, bytes, modified }: ListedFile): boolean {
    const before = this.#indexed.get(uri);
    if (!before) return false;
    const open = this.#open.get(uri);
    return open === undefined
      ? before.open === undefined && before.bytes === bytes && before.modified === modified
      : before.open === open;
  }

  async #index({ uri, bytes, modified }: ListedFile, isUnparsed: boolean): Promise<void> {
    const text = await this.#textOf(uri);
    this.#indexed.set(uri, { bytes, modified, open: this.#open.get(uri) });
    this.#unparsed.delete(uri);
    const lines = text === null ? [] : linesOf(text);
    if (text === null || isSkippedText(text, lines.length)) {
      this.#words.remove(uri);
      this.#symbols.remove(uri);
      return;
    }
    const path = shownPath(uri, this.#options.folders());
    const declarations = await this.#declarations(lines, path, isUnparsed);
    const pathTerms = countTerms(path.replaceAll(/[/.]/g, " "));
    const pieces = piecesOf(lines, declarations).map(({ start, end }): IndexedPiece => {
      const terms = countTerms(lines.slice(start, end).join("\n"));
      const add = (more: ReadonlyMap<string, number>, weight: number) => {
        for (const [term, count] of more) terms.set(term, (terms.get(term) ?? 0) + count * weight);
      };
      add(pathTerms, 1);
      for (const { name, start: line } of declarations)
        if (line >= start && line < end) add(countTerms(name), DECLARED_WEIGHT - 1);
      return { start, end, terms };
    });
    this.#words.set(uri, pieces);
    this.#symbols.set(
      uri,
      declarations.filter(({ kind }) => !UNWANTED_KINDS.has(kind)),
    );
  }

  /** Those that can be seen from elsewhere. */
  async #declarations(
    lines: readonly string[],
    path: string,
    isUnparsed: boolean,
  ): Promise<readonly Declaration[]> {
    const languageId = languageOfPath(path);
    if (languageId === undefined) return [];
    const find = isUnparsed ? undefined : await this.#options.declarations.forFiles(languageId);
    const found = find ? find(lines) : patternDeclarations(lines, languageId);
    return found.filter(({ isLocal }) => !isLocal);
  }

  #remove(uri: string): void {
    this.#indexed.delete(uri);
    this.#unparsed.delete(uri);
    this.#words.remove(uri);
    this.#symbols.remove(uri);
  }

  /** null when it is gone or can't be read. */
  async #textOf(uri: string): Promise<string | null> {
    const open = this.#open.get(uri);
    if (open !== undefined) return open;
    try {
      return await this.#options.tree.readText(uri);
    } catch {
      return null;
    }
  }
}

/** Pieces that follow each other become one, at the better one's place. */
function withNeighborsMerged(hits: readonly Hit[]): Hit[] {
  const merged: Hit[] = [];
  for (const hit of hits) {
    let whole = hit;
    for (let at = merged.length - 1; at >= 0; at--) {
      const other = merged[at];
      if (other?.uri !== whole.uri || other.start > whole.end || whole.start > other.end) continue;
      whole = {
        ...other,
        start: Math.min(other.start, whole.start),
        end: Math.max(other.end, whole.end),
      };
      merged.splice(at, 1);
    }
    merged.push(whole);
  }
  return merged.toSorted((a, b) => b.score - a.score);
}

function linesRange(start: number, end: number): WorkspaceSymbol["range"] {
  return { start: { line: start, character: 0 }, end: { line: end, character: 0 } };
}
