/** Token healing: an answer that must begin with the letters already typed. */
import { literal } from "./json-grammar.ts";

/**
 * A GBNF grammar for any text that begins with `prefix`
 * (https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md).
 */
export function fixedPrefixGrammar(prefix: string): string {
  return `root ::= ${literal(prefix)} [^\\x00]*`;
}

/** Takes the prefix off the beginning of a stream of text. */
export class PrefixStripper {
  #left: number;

  constructor(prefix: string) {
    this.#left = prefix.length;
  }

  /** The whole prefix has come. */
  get complete(): boolean {
    return this.#left === 0;
  }

  push(piece: string): string {
    const cut = Math.min(this.#left, piece.length);
    this.#left -= cut;
    return piece.slice(cut);
  }
}
