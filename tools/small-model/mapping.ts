/**
 * SmolLM2-135M carried over into the gpt-oss architecture, with the trained delta added.
 *
 * The mapping is exact but for quantization. With h the normed input, SmolLM2 computes D (silu(G h) * (U h));
 * gpt-oss computes, with eight experts of which all are chosen (each with weight 1/8, as the router is zero) and
 * a = 1.702, the sum of D_e (g sigmoid(a g) * (u + 1)) / 8, where g is clamped at 7 and u at -7 and 7. So the gate
 * is G / a, and up is S U with a bias of -1, where S keeps it far from the clamps; down makes up for all three
 * factors. Expert e holds the neurons 192 e to 192 e + 191. Queries and keys go from llama.cpp's order of rotary
 * pairs for the llama architecture to that for gpt-oss. The head is the embedding, which SmolLM2 ties it to.
 */
import { type GptOssShape, HEAD_SIZE, type TensorSpec } from "../fixtures/gpt-oss.ts";
import type { BaseModel, BaseTokenizer } from "./base-model.ts";
import type { Delta } from "./delta.ts";
import { SPECIAL_TOKENS } from "./special-tokens.ts";

export const SHAPE: GptOssShape = {
  layers: 30,
  width: 576,
  heads: 9,
  kvHeads: 3,
  experts: 8,
  expertsUsed: 8,
  expertWidth: 192,
};

/** gpt-oss's constant in its activation. */
const ACTIVATION_SLOPE = 1.702;
const UP_SCALE = 0.05;
const GATE_DIVISOR = Math.fround(ACTIVATION_SLOPE);
const UP_FACTOR = Math.fround(UP_SCALE);
const DOWN_FACTOR = Math.fround((ACTIVATION_SLOPE * SHAPE.experts) / UP_SCALE);

/** The values of one of these tensors. */
export async function valuesOf(
  { kind, layer = 0, shape }: TensorSpec,
  base: BaseModel,
  delta: Delta,
): Promise<Float32Array> {
  const ofBase = (name: string) => base.tensor(`blk.${layer}.${name}`);
  const changed = async (values: Promise<Float32Array>, name: string) =>
    sum(await values, delta.ofLayer(name, layer));
  switch (kind) {
    case "token_embd.weight":
      return withSpecialRows(await base.tensor(kind), base.tokenizer, "embedding", delta.all("emb"));
    case "output.weight":
      return withSpecialRows(
        await base.tensor("token_embd.weight"),
        base.tokenizer,
        "head",
        delta.all("head"),
      );
    case "output_norm.weight":
      return sum(await base.tensor(kind), delta.all("norm"));
    case "attn_norm.weight":
      return changed(ofBase(kind), "attn_norm");
    case "post_attention_norm.weight":
      return changed(ofBase("ffn_norm.weight"), "ffn_norm");
    case "attn_q.weight":
      return sum(halvesFromPairs(await ofBase(kind)), delta.matrix("q", layer));
    case "attn_k.weight":
      return sum(halvesFromPairs(await ofBase(kind)), delta.matrix("k", layer));
    case "attn_v.weight":
      return sum(await ofBase(kind), delta.matrix("v", layer));
    case "attn_output.weight":
      return sum(await ofBase(kind), delta.matrix("o", layer));
    case "attn_sinks.weight":
      return delta.ofLayer("sinks", layer);
    case "ffn_gate_exps.weight":
      return quotient(await ofBase("ffn_gate.weight"), GATE_DIVISOR);
    case "ffn_gate_exps.bias":
      return delta.ofLayer("gate_b", layer);
    case "ffn_up_exps.weight":
      return product(await ofBase("ffn_up.weight"), UP_FACTOR);
    case "ffn_up_exps.bias":
      return delta.ofLayer("up_b", layer).map((value) => value - 1);
    case "ffn_down_exps.weight":
      return byExpert(product(await ofBase("ffn_down.weight"), DOWN_FACTOR));
    case "ffn_down_exps.bias":
      return repeated(delta.ofLayer("down_b", layer), SHAPE.experts);
    default: // the router and the biases of the attention
      return new Float32Array(shape.reduce((product, n) => product * n, 1));
  }
}

// Plain loops over a hundred million numbers: a callback would make an object of each.

function sum(values: Float32Array, added: Float32Array): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = (values[i] ?? 0) + (added[i] ?? 0);
  return result;
}

function product(values: Float32Array, factor: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = (values[i] ?? 0) * factor;
  return result;
}

function quotient(values: Float32Array, divisor: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = (values[i] ?? 0) / divisor;
  return result;
}

const repeated = (values: Float32Array, times: number) =>
  Float32Array.from({ length: times * values.length }, (_, i) => values[i % values.length] ?? 0);

/** From each head's rows (0a 0b 1a 1b …), whose neighbors are turned as a pair, to (0a 1a … 0b 1b …). */
function halvesFromPairs(matrix: Float32Array): Float32Array {
  const { width } = SHAPE;
  const result = new Float32Array(matrix.length);
  for (let row = 0; row < matrix.length / width; row++) {
    const inHead = row % HEAD_SIZE;
    const to = row - inHead + (inHead >> 1) + (inHead & 1) * (HEAD_SIZE / 2);
    result.set(matrix.subarray(row * width, (row + 1) * width), to * width);
  }
  return result;
}

/** Cuts the down matrix along its inputs: each expert has the columns of its own neurons. */
function byExpert(down: Float32Array): Float32Array {
  const { width, experts, expertWidth } = SHAPE;
  const result = new Float32Array(down.length);
  for (let expert = 0; expert < experts; expert++)
    for (let row = 0; row < width; row++) {
      const from = (row * experts + expert) * expertWidth;
      result.set(down.subarray(from, from + expertWidth), (expert * width + row) * expertWidth);
    }
  return result;
}

/** A copy of the embedding or the head in which the special tokens' rows start as `start` says, plus the delta. */
function withSpecialRows(
  matrix: Float32Array,
  { tokens }: BaseTokenizer,
  start: "embedding" | "head",
  delta: Float32Array,
): Float32Array {
  const { width } = SHAPE;
  const row = (token: number) => matrix.subarray(token * width, (token + 1) * width);
  const result = matrix.slice();
  for (const [i, special] of SPECIAL_TOKENS.entries()) {
    const source = special[start];
    const from = source ? row(tokens.indexOf(source)) : row(special.id);
    const rowDelta = delta.subarray(i * width, (i + 1) * width);
    result.set(source === null ? rowDelta : sum(from, rowDelta), special.id * width);
  }
  return result;
}
