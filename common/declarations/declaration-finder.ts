/** Finds declarations with tree-sitter's grammars, each loaded when it is first needed. */
import { Language, Parser, Query } from "web-tree-sitter";
import type { FindDeclarations } from "./declaration.ts";
import { patternDeclarations } from "./patterns.ts";
import { CLASS_AROUND, type Grammar, grammarOf, QUERIES } from "./queries.ts";
import { type FoundInTree, treeDeclarations } from "./tree-declarations.ts";

/** @param name as in grammars.json */
export type ReadModule = (name: string) => Promise<Uint8Array>;

export interface DeclarationFinderOptions {
  /** Reads a WebAssembly module: that of tree-sitter itself, or of a grammar. */
  read: ReadModule;
  /** Time for one text, in milliseconds. One that takes longer is read by the shape of its lines. */
  budgetMs: number;
  log: (line: string) => void;
}

/** Nobody writes more by hand, and the tree takes several times its memory. */
const MAX_CHARS = 500_000;
const MAX_AVERAGE_LINE_CHARS = 300;

interface LoadedGrammar {
  grammar: Grammar;
  parser: Parser;
  query: Query;
}

type Reader = LoadedGrammar & { languageId: string };

export class DeclarationFinder implements Disposable {
  readonly #options: DeclarationFinderOptions;
  readonly #loading = new Map<Grammar, Promise<LoadedGrammar | undefined>>();
  readonly #loaded: LoadedGrammar[] = [];
  #isDisposed = false;
  #hasFailed = false;

  constructor(options: DeclarationFinderOptions) {
    this.#options = options;
  }

  /**
   * Reads whole files of a language. The shape of the lines tells where there is no grammar, it can't be loaded, or a
   * text takes too long.
   *
   * @param languageId `undefined` where it isn't known
   */
  async forFiles(languageId: string | undefined): Promise<FindDeclarations> {
    const reader = await this.#reader(languageId);
    return (lines) => this.#read(lines, reader)?.declarations ?? patternDeclarations(lines, languageId);
  }

  /** Reads code that may be a part of a file, such as one method of a class. */
  async forParts(languageId: string | undefined): Promise<FindDeclarations> {
    const reader = await this.#reader(languageId);
    return (lines) => this.#readPart(lines, reader)?.declarations ?? patternDeclarations(lines, languageId);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    for (const loaded of this.#loaded.splice(0)) release(loaded);
  }

  async #reader(languageId: string | undefined): Promise<Reader | undefined> {
    const grammar = grammarOf(languageId);
    if (grammar === undefined || languageId === undefined) return undefined;
    let loading = this.#loading.get(grammar);
    if (!loading) {
      loading = this.#load(grammar);
      this.#loading.set(grammar, loading);
    }
    const loaded = await loading;
    return loaded && { ...loaded, languageId };
  }

  /** Never fails: what can't be loaded is done without, and said once. */
  async #load(grammar: Grammar): Promise<LoadedGrammar | undefined> {
    const { read, log } = this.#options;
    try {
      await startTreeSitter(read);
      const language = await Language.load(await read(grammar));
      const query = new Query(language, QUERIES[grammar]);
      const loaded = { grammar, parser: new Parser().setLanguage(language), query };
      if (this.#isDisposed) release(loaded);
      else this.#loaded.push(loaded);
      return this.#isDisposed ? undefined : loaded;
    } catch (error) {
      log(`Declarations in ${grammar} are found without its grammar: ${error}`);
      return undefined;
    }
  }

  /** @returns `undefined` where the shape of the lines has to tell */
  #read(lines: readonly string[], reader: Reader | undefined): FoundInTree | undefined {
    if (!reader || this.#isDisposed || this.#hasFailed || !isWritten(lines)) return undefined;
    const deadline = performance.now() + this.#options.budgetMs;
    try {
      return treeDeclarations(lines, { ...reader, isLate: () => performance.now() > deadline });
    } catch (error) {
      // All grammars share its memory, which is not to be trusted after a fault.
      this.#hasFailed = true;
      this.#options.log(`Declarations are found without grammars from now on: ${error}`);
      return undefined;
    }
  }

  /** Read as it is, or as a part of a class, whichever makes more sense. */
  #readPart(lines: readonly string[], reader: Reader | undefined): FoundInTree | undefined {
    const whole = this.#read(lines, reader);
    const around = reader && CLASS_AROUND[reader.grammar];
    if (!whole || !around || (whole.brokenLines === 0 && whole.declarations.length > 0)) return whole;
    const [before, after] = around;
    const inClass = this.#read([before, ...lines, after], reader);
    if (!inClass || inClass.brokenLines > whole.brokenLines) return whole;
    const declarations = inClass.declarations
      .filter(({ start }) => start > 0)
      .map((declaration) => ({
        ...declaration,
        start: declaration.start - 1,
        end: Math.min(declaration.end - 1, lines.length),
      }));
    return { declarations, brokenLines: inClass.brokenLines };
  }
}

let started: Promise<void> | undefined;

/** Once for a thread, whoever needs it first. */
export function startTreeSitter(read: ReadModule): Promise<void> {
  started ??= read("tree-sitter").then((wasmBinary) => Parser.init({ wasmBinary }));
  return started;
}

function release({ parser, query }: LoadedGrammar): void {
  parser.delete();
  query.delete();
}

/** Not generated or minified. */
function isWritten(lines: readonly string[]): boolean {
  const chars = lines.reduce((sum, line) => sum + line.length + 1, 0);
  return chars <= Math.min(MAX_CHARS, Math.max(4, lines.length) * MAX_AVERAGE_LINE_CHARS);
}
