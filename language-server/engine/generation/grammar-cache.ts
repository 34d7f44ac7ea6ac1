import type { Llama, LlamaGrammar } from "node-llama-cpp";
import { LruMap } from "../../../common/lru-map.ts";

/** Tools of the user's and their schemas change seldom. */
const CACHED = 128;

/** Grammars that a loaded model has made. */
export class GrammarCache {
  readonly #grammars = new LruMap<string, Promise<LlamaGrammar>>(CACHED);

  grammar(llama: Llama, text: string): Promise<LlamaGrammar> {
    let grammar = this.#grammars.get(text);
    if (!grammar) {
      grammar = llama.createGrammar({ grammar: text });
      grammar.catch(() => {});
      this.#grammars.set(text, grammar);
    }
    return grammar;
  }
}
