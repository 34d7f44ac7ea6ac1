/** Counts what a grammar makes no sense of, for the languages that the build packs one of. */
import { fileURLToPath } from "node:url";
import { Language as Grammar, Parser } from "web-tree-sitter";
import { packedGrammars } from "../../common/declarations/packed-grammars.ts";
import { grammarOf } from "../../common/declarations/queries.ts";
import { countErrors } from "../../language-server/features/completion/syntax/syntax-errors.ts";
import type { Language } from "./corpus/packages.ts";
import type { CountErrors } from "./score.ts";

export class ParseErrors implements Disposable {
  readonly #parsers: ReadonlyMap<Language, Parser>;

  private constructor(parsers: ReadonlyMap<Language, Parser>) {
    this.#parsers = parsers;
  }

  static async load(languages: readonly Language[]): Promise<ParseErrors> {
    const read = packedGrammars(fileURLToPath(new URL("../../dist/grammars", import.meta.url)));
    await Parser.init();
    const parsers = new Map<Language, Parser>();
    for (const language of languages) {
      const grammar = grammarOf(language);
      if (grammar === undefined) continue;
      parsers.set(language, new Parser().setLanguage(await Grammar.load(await read(grammar))));
    }
    return new ParseErrors(parsers);
  }

  in(language: Language): CountErrors {
    return (text) => {
      const tree = this.#parsers.get(language)?.parse(text);
      if (!tree) return undefined;
      const errors = countErrors(tree);
      tree.delete();
      return errors;
    };
  }

  [Symbol.dispose](): void {
    for (const parser of this.#parsers.values()) parser.delete();
  }
}
