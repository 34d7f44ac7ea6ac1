/** The model's vocabulary in this process, without its weights: the prompts as the engine tokenises them. */
import { Tokenizer } from "../../language-server/engine/tokens/tokenizer.ts";
import { cpuLlama } from "../../tools/fixtures/cpu-llama.ts";

export interface Vocabulary extends AsyncDisposable {
  tokenizer: Tokenizer;
}

export async function openVocabulary(modelPath: string): Promise<Vocabulary> {
  const llama = await cpuLlama();
  const model = await llama.loadModel({ modelPath, vocabOnly: true });
  return { tokenizer: new Tokenizer(model), [Symbol.asyncDispose]: () => llama.dispose() };
}
