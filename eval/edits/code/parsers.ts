/** Parsers of the languages that tasks are in. */
import { fileURLToPath } from "node:url";
import * as treeSitter from "web-tree-sitter";
import { Code } from "./code.ts";
import { LANGUAGES, type Language } from "./grammar.ts";

export class Parsers implements Disposable {
  readonly #parsers: ReadonlyMap<Language, treeSitter.Parser>;

  private constructor(parsers: ReadonlyMap<Language, treeSitter.Parser>) {
    this.#parsers = parsers;
  }

  static async load(): Promise<Parsers> {
    await treeSitter.Parser.init();
    const loaded = LANGUAGES.map(async (language) => {
      const file = import.meta.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${language}.wasm`);
      const grammar = await treeSitter.Language.load(fileURLToPath(file));
      return [language, new treeSitter.Parser().setLanguage(grammar)] as const;
    });
    return new Parsers(new Map(await Promise.all(loaded)));
  }

  /** The text with its tree; to be disposed of. */
  parse(text: string, language: Language): Code {
    const tree = this.#parsers.get(language)?.parse(text);
    if (!tree) throw new Error(`There is no parser for ${language}.`);
    return new Code(tree, language);
  }

  [Symbol.dispose](): void {
    for (const parser of this.#parsers.values()) parser.delete();
  }
}
