/** Writes the small model: the base model as gpt-oss, with the trained delta. */
import { type Metadata, type Tensor, writeGguf } from "../fixtures/gguf-writer.ts";
import { FILE_TYPE, gptOssTensors, HEAD_SIZE, SLIDING_WINDOW_TOKENS } from "../fixtures/gpt-oss.ts";
import { encode } from "../fixtures/tensor-types.ts";
import { BaseModel, type BaseTokenizer } from "./base-model.ts";
import { Delta } from "./delta.ts";
import { SHAPE, valuesOf } from "./mapping.ts";
import { SPECIAL_TOKENS, specialId } from "./special-tokens.ts";

/** Values that are encoded and written at once; whole blocks of every type. */
const PIECE_VALUES = 1 << 18;

export interface Conversion {
  basePath: string;
  deltaPath: string;
  path: string;
  /** Called with the share of the values that are written, from 0 to 1. */
  onProgress(fraction: number): void;
  signal?: AbortSignal | undefined;
}

/** The same input gives the same bytes on every machine. */
export async function convert({ basePath, deltaPath, path, onProgress, signal }: Conversion): Promise<void> {
  await using base = await BaseModel.open(basePath);
  const delta = await Delta.read(deltaPath);
  const specs = gptOssTensors(SHAPE, base.tokenizer.tokens.length);
  const count = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1);
  const total = specs.reduce((sum, { shape }) => sum + count(shape), 0);
  let written = 0;
  const tensors = specs.map((spec): Tensor => {
    async function* data() {
      const values = await valuesOf(spec, base, delta);
      for (let from = 0; from < values.length; from += PIECE_VALUES) {
        signal?.throwIfAborted();
        const piece = values.subarray(from, from + PIECE_VALUES);
        yield encode(spec.type, piece);
        written += piece.length;
        onProgress(written / total);
      }
    }
    return { ...spec, data };
  });
  await writeGguf(path, metadata(base.tokenizer), tensors);
}

/** SmolLM2's token types. */
const CONTROL = 3;

function metadata({ tokens, types, merges }: BaseTokenizer): Metadata {
  const key = (rest: string) => `gpt-oss.${rest}`;
  const special = new Map(SPECIAL_TOKENS.map(({ id, name }) => [id, name]));
  return [
    ["general.architecture", "gpt-oss"],
    ["general.name", "Ossicle small (SmolLM2 135M as gpt-oss)"],
    // By this Ossicle knows that it is too small for tools: it has never seen any.
    ["general.size_label", "135M"],
    ["general.license", "apache-2.0"],
    [key("context_length"), { u32: 8192 }],
    [key("embedding_length"), { u32: SHAPE.width }],
    [key("block_count"), { u32: SHAPE.layers }],
    [key("feed_forward_length"), { u32: SHAPE.expertWidth }],
    [key("expert_feed_forward_length"), { u32: SHAPE.expertWidth }],
    [key("attention.head_count"), { u32: SHAPE.heads }],
    [key("attention.head_count_kv"), { u32: SHAPE.kvHeads }],
    [key("attention.key_length"), { u32: HEAD_SIZE }],
    [key("attention.value_length"), { u32: HEAD_SIZE }],
    [key("expert_count"), { u32: SHAPE.experts }],
    [key("expert_used_count"), { u32: SHAPE.expertsUsed }],
    [key("attention.sliding_window"), { u32: SLIDING_WINDOW_TOKENS }],
    [key("attention.layer_norm_rms_epsilon"), { f32: 1e-5 }],
    [key("rope.freq_base"), { f32: 100_000 }],
    [key("rope.dimension_count"), { u32: HEAD_SIZE }],
    ["general.file_type", { u32: FILE_TYPE }],
    ["tokenizer.ggml.model", "gpt2"],
    ["tokenizer.ggml.pre", "smollm"],
    ["tokenizer.ggml.tokens", tokens.map((token, id) => special.get(id) ?? token)],
    ["tokenizer.ggml.token_type", Int32Array.from(types, (type, id) => (special.has(id) ? CONTROL : type))],
    ["tokenizer.ggml.merges", merges],
    ["tokenizer.ggml.bos_token_id", { u32: specialId("<|startoftext|>") }],
    ["tokenizer.ggml.eos_token_id", { u32: specialId("<|return|>") }],
    ["tokenizer.ggml.padding_token_id", { u32: tokens.indexOf("<|endoftext|>") }],
    ["tokenizer.ggml.add_bos_token", false],
  ];
}
