/** The model's vocabulary in this process, without its weights: the prompts as the engine tokenises them. */
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { Tokenizer } from "../../language-server/engine/tokens/tokenizer.ts";

export interface Vocabulary extends AsyncDisposable {
  tokenizer: Tokenizer;
}

export async function openVocabulary(modelPath: string): Promise<Vocabulary> {
  const llama = await getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    logLevel: LlamaLogLevel.error,
  });
  const model = await llama.loadModel({ modelPath, vocabOnly: true });
  return { tokenizer: new Tokenizer(model), [Symbol.asyncDispose]: () => llama.dispose() };
}
