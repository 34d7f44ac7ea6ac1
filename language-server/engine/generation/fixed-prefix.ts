/** Token healing: an answer that must begin with the letters already typed. */

/**
 * A GBNF grammar for any text that begins with `prefix`
 * (https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md).
 */
export function fixedPrefixGrammar(prefix: string): string {
  const escaped = Array.from(prefix, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === "\\") return `\\${character}`;
    if (code >= 0x20 && code < 0x7f) return character;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  }).join("");
  return `root ::= "${escaped}" [^\\x00]*`;
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
