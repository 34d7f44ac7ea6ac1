/** Finds lines in the files of a workspace. */
import { setImmediate } from "node:timers/promises";
import { linesOf } from "../../../common/text-lines.ts";
import type { SecretFiles } from "../secret-files.ts";
import { pathOf } from "../workspace-paths.ts";
import { boundedRun } from "./bounded-run.ts";
import { KeptTexts } from "./kept-texts.ts";
import { isSkippedText } from "./skipped-files.ts";
import { type LineHit, type QueryReading, readingsOf } from "./text-query.ts";
import { type ListedFile, listFiles, type WorkspaceTree } from "./workspace-tree.ts";

/** What is looked for, and where. */
export interface TextQuestion {
  query: string;
  /** URIs of folders. */
  folders: readonly string[];
  /** URI of the one file that is searched instead, whatever it is. */
  file?: string;
  /** So many are in the answer; the others are counted. */
  maxLines: number;
  /** Only files with it in their path are looked for. */
  inPathsOnly?: boolean;
}

export interface FoundLine {
  uri: string;
  /** Counted from 1. */
  line: number;
  text: string;
}

export interface TextFindings {
  /** How the query was understood. */
  how: QueryReading["how"];
  lines: FoundLine[];
  /** Lines that have it, and files with such lines. */
  matches: number;
  files: number;
  /** Files whose own path has it, where no line has. */
  paths: string[];
  /** Not everything was searched: it took too long, or the query's pattern does. */
  end: "whole" | "late" | "tooSlow";
}

/** What can be searched, as the server's features see it. */
export interface TextSearch {
  /** @throws when `signal` aborts, or when the index fails */
  findText(question: TextQuestion, signal: AbortSignal): Promise<TextFindings>;
}

export interface TextSearcherOptions {
  tree: WorkspaceTree;
  secrets: SecretFiles;
  /** Milliseconds since the epoch. */
  now: () => number;
}

const MAX_KEPT_BYTES = 96 * 2 ** 20;
/** Texts are kept for the next step of an agent, not for the day. */
const IDLE_MS = 10 * 60_000;
/** Searched between two turns of the event loop. */
const SLICE_FILES = 250;
/** Read at once. */
const READ_AT_ONCE = 16;
/** Only a pattern that goes through the same text again and again takes that long for a slice. */
const MAX_SLICE_MS = 5_000;
/** Whoever asked would rather have a part than wait; what was read is there for the next search. */
const MAX_MS = 20_000;
/** Of a file among others: the next file says more. */
const MAX_LINES_OF_FILE = 20;
const MAX_LINE_CHARS = 400;
const MAX_PATHS = 20;

export class TextSearcher {
  readonly #options: TextSearcherOptions;
  readonly #texts: KeptTexts;
  readonly #open = new Map<string, string>();
  #idle: NodeJS.Timeout | undefined;

  constructor(options: TextSearcherOptions) {
    this.#options = options;
    this.#texts = new KeptTexts(options.tree, MAX_KEPT_BYTES);
  }

  /** A document is open with this text, which counts instead of the file's; `null` when it was closed. */
  setOpen(uri: string, text: string | null): void {
    if (text === null) this.#open.delete(uri);
    else this.#open.set(uri, text);
  }

  /** @throws when `signal` aborts */
  async find(question: TextQuestion, signal: AbortSignal): Promise<TextFindings> {
    const { tree, secrets, now } = this.#options;
    const startedAt = now();
    const isLate = () => now() - startedAt > MAX_MS;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#texts.clear(), IDLE_MS).unref();
    this.#texts.beginSearch();
    const { query, folders, file } = question;
    const state = file === undefined ? undefined : await tree.state(file);
    const files =
      file === undefined
        ? await listFiles(folders, tree, secrets, signal, isLate)
        : [{ uri: file, bytes: 0, modified: 0, isFolder: false, ...state }];
    const findings = new Findings(query, question.maxLines, file === undefined);
    let isTooSlow = false;
    const searched = question.inPathsOnly ? [] : files;
    for (let at = 0; at < searched.length && !isLate() && !isTooSlow; at += SLICE_FILES) {
      await setImmediate();
      const slice = searched.slice(at, at + SLICE_FILES);
      const texts: { uri: string; text: string }[] = [];
      for (let from = 0; from < slice.length; from += READ_AT_ONCE) {
        signal.throwIfAborted();
        texts.push(...(await this.#read(slice.slice(from, from + READ_AT_ONCE))));
      }
      isTooSlow = !boundedRun(() => {
        for (const { uri, text } of texts) findings.add(uri, text);
      }, MAX_SLICE_MS);
    }
    const end = isTooSlow ? "tooSlow" : isLate() ? "late" : "whole";
    const found = findings.result();
    return { ...found, paths: found.matches === 0 ? pathsWith(query, files) : [], end };
  }

  async #read(files: readonly ListedFile[]): Promise<{ uri: string; text: string }[]> {
    const read = await Promise.all(
      files.map(async (file) => ({
        uri: file.uri,
        text: this.#open.get(file.uri) ?? (await this.#texts.read(file)),
      })),
    );
    return read.flatMap(({ uri, text }) => (text === undefined ? [] : [{ uri, text }]));
  }
}

/** What each reading of the query has found: the likeliest with a find counts. */
class Findings {
  readonly #maxLines: number;
  readonly #isOfMany: boolean;
  readonly #readings: { reading: QueryReading; lines: FoundLine[]; matches: number; files: number }[];

  constructor(query: string, maxLines: number, isOfMany: boolean) {
    this.#maxLines = maxLines;
    this.#isOfMany = isOfMany;
    this.#readings = readingsOf(query).map((reading) => ({ reading, lines: [], matches: 0, files: 0 }));
  }

  add(uri: string, text: string): void {
    for (const found of this.#readings) {
      const hits = found.reading.query.find(text);
      if (hits.length > 0 && !(this.#isOfMany && isSkippedText(text, linesOf(text).length))) {
        found.matches += hits.length;
        found.files++;
        const room = this.#maxLines - found.lines.length;
        const some = hits.slice(0, this.#isOfMany ? Math.min(room, MAX_LINES_OF_FILE) : room);
        for (const hit of some) found.lines.push({ uri, line: hit.line, text: shortened(hit) });
      }
      // The readings that are less likely count for nothing from then on.
      if (found.matches > 0) return;
    }
  }

  result(): Pick<TextFindings, "how" | "lines" | "matches" | "files"> {
    const { reading, ...found } = this.#readings.find(({ matches }) => matches > 0) ?? {
      reading: { how: "literal" as const },
      lines: [],
      matches: 0,
      files: 0,
    };
    return { how: reading.how, ...found };
  }
}

/** A long line is shown around what was found. */
function shortened({ text, at }: LineHit): string {
  if (text.length <= MAX_LINE_CHARS) return text;
  const start = Math.max(0, Math.min(at - MAX_LINE_CHARS / 4, text.length - MAX_LINE_CHARS));
  const end = start + MAX_LINE_CHARS;
  return `${start > 0 ? "…" : ""}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
}

function pathsWith(query: string, files: readonly ListedFile[]): string[] {
  const wanted = query.toLowerCase();
  return files
    .filter(({ uri }) => pathOf(uri).toLowerCase().includes(wanted))
    .slice(0, MAX_PATHS)
    .map(({ uri }) => uri);
}
