/** Where names of a package are declared, as a language server says it. */
import {
  DeclarationFinder,
  type DeclarationFinderOptions,
} from "../../../common/declarations/declaration-finder.ts";
import type { SourceFile } from "../corpus/corpus.ts";

/** A machine may be slow. */
const BUDGET_MS = 30_000;

export interface DeclaredAt {
  file: SourceFile;
  /** Lines, counted from 0; `end` is the one after the last. */
  start: number;
  end: number;
}

/** By the name. */
export type Declared = ReadonlyMap<string, readonly DeclaredAt[]>;

export class PackageDeclarations implements Disposable {
  readonly #finder: DeclarationFinder;
  /** By package and language. */
  readonly #read = new Map<string, Promise<Declared>>();

  constructor(read: DeclarationFinderOptions["read"]) {
    this.#finder = new DeclarationFinder({ read, budgetMs: BUDGET_MS, log: console.log });
  }

  /** What is declared in the files of one package, all in one language. */
  of(files: readonly SourceFile[]): Promise<Declared> {
    const key = JSON.stringify([files[0]?.package, files[0]?.language]);
    const reading = this.#read.get(key) ?? this.#declared(files);
    this.#read.set(key, reading);
    return reading;
  }

  [Symbol.dispose](): void {
    this.#finder[Symbol.dispose]();
  }

  async #declared(files: readonly SourceFile[]): Promise<Declared> {
    const find = await this.#finder.forFiles(files[0]?.language);
    const declared = new Map<string, DeclaredAt[]>();
    for (const file of files) {
      for (const { name, start, end, isLocal } of find(file.text.split("\n"))) {
        if (isLocal) continue;
        declared.set(name, [...(declared.get(name) ?? []), { file, start, end }]);
      }
    }
    return declared;
  }
}

/**
 * The one place where a name is declared, if that is another file. A language server knows what is meant by types;
 * here it is what a name can only mean: the only declaration of it, or the only one in files that are named.
 */
export function declarationOf(
  name: string,
  declared: Declared,
  path: string,
  isNamed: (file: SourceFile) => boolean,
): DeclaredAt | undefined {
  const all = declared.get(name) ?? [];
  if (all.some(({ file }) => file.path === path)) return undefined;
  const meant = all.length > 1 ? all.filter(({ file }) => isNamed(file)) : all;
  return meant.length === 1 ? meant[0] : undefined;
}
