/** Values of the tensor types that the base model's file uses. Layouts as ggml defines them (ggml-common.h). */
import { fromHalf } from "../fixtures/tensor-types.ts";

interface Decoder {
  blockValues: number;
  blockBytes: number;
  /** Decodes the block at byte `from` into `values` from `to` on. */
  decode(bytes: DataView, from: number, values: Float32Array, to: number): void;
}

const F32: Decoder = {
  blockValues: 1,
  blockBytes: 4,
  decode(bytes, from, values, to) {
    values[to] = bytes.getFloat32(from, true);
  },
};

/** A scale and a minimum in half precision, then 32 four-bit steps: 0 to 15 in the low nibbles, then the high ones. */
const Q4_1: Decoder = {
  blockValues: 32,
  blockBytes: 20,
  decode(bytes, from, values, to) {
    const scale = fromHalf(bytes.getUint16(from, true));
    const minimum = fromHalf(bytes.getUint16(from + 2, true));
    for (let i = 0; i < 16; i++) {
      const pair = bytes.getUint8(from + 4 + i);
      values[to + i] = scale * (pair & 15) + minimum;
      values[to + 16 + i] = scale * (pair >> 4) + minimum;
    }
  },
};

/** A scale in half precision, then 32 signed bytes. */
const Q8_0: Decoder = {
  blockValues: 32,
  blockBytes: 34,
  decode(bytes, from, values, to) {
    const scale = fromHalf(bytes.getUint16(from, true));
    for (let i = 0; i < 32; i++) values[to + i] = scale * bytes.getInt8(from + 2 + i);
  },
};

/** By the type's number in a GGUF file. */
const DECODERS: Readonly<Record<number, Decoder>> = { 0: F32, 3: Q4_1, 8: Q8_0 };

function decoderOf(type: number): Decoder {
  const decoder = DECODERS[type];
  if (!decoder) throw new Error(`Tensors of ggml's type ${type} are not read.`);
  return decoder;
}

/** Bytes of so many values, which must be whole blocks, of a type. Throws for a type that isn't known here. */
export function encodedBytes(type: number, values: number): number {
  const { blockValues, blockBytes } = decoderOf(type);
  return (values / blockValues) * blockBytes;
}

/** The values of a tensor. */
export function dequantize(type: number, bytes: Uint8Array): Float32Array {
  const { blockValues, blockBytes, decode } = decoderOf(type);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = bytes.length / blockBytes;
  const values = new Float32Array(blocks * blockValues);
  for (let block = 0; block < blocks; block++) decode(view, block * blockBytes, values, block * blockValues);
  return values;
}
