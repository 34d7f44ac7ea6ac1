/** Declarations of the workspace by their names. */
import type { Declaration } from "../../../common/declarations/declaration.ts";

export interface FoundDeclaration extends Declaration {
  uri: string;
}

/** Measured on V8: an object with five fields and its name. */
const SYMBOL_BYTES = 160;

export class SymbolIndex {
  readonly #byUri = new Map<string, readonly Declaration[]>();
  #count = 0;

  /** About what it takes in memory. */
  get bytes(): number {
    return this.#count * SYMBOL_BYTES;
  }

  /** In place of what the index had of this file. */
  set(uri: string, declarations: readonly Declaration[]): void {
    this.remove(uri);
    if (declarations.length === 0) return;
    this.#byUri.set(uri, declarations);
    this.#count += declarations.length;
  }

  remove(uri: string): void {
    this.#count -= this.#byUri.get(uri)?.length ?? 0;
    this.#byUri.delete(uri);
  }

  /** Those whose names match, best first: the name itself, its beginning, one of its words, its letters in order. */
  search(query: string, limit: number): FoundDeclaration[] {
    const typed = query.toLowerCase();
    const found: { symbol: FoundDeclaration; rank: number }[] = [];
    for (const [uri, declarations] of this.#byUri)
      for (const declaration of declarations) {
        const rank = rankOf(typed, declaration.name);
        if (rank !== undefined) found.push({ symbol: { ...declaration, uri }, rank });
      }
    return found
      .toSorted((a, b) => a.rank - b.rank || a.symbol.name.length - b.symbol.name.length)
      .slice(0, limit)
      .map(({ symbol }) => symbol);
  }
}

function rankOf(typed: string, name: string): number | undefined {
  const said = name.toLowerCase();
  if (said === typed) return 0;
  if (said.startsWith(typed)) return 1;
  const at = said.indexOf(typed);
  if (at > 0) return /[^\p{L}\p{N}]/u.test(name.charAt(at - 1)) || /\p{Lu}/u.test(name.charAt(at)) ? 2 : 3;
  let from = 0;
  for (const letter of typed) {
    from = said.indexOf(letter, from) + 1;
    if (from === 0) return undefined;
  }
  return 4;
}
