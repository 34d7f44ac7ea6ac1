import assert from "node:assert/strict";
import { dequantize, encodedBytes } from "../../../../tools/small-model/dequantize.ts";

/** ggml's numbers of the types. */
const F32 = 0;
const F16 = 1;
const Q4_1 = 3;
const Q8_0 = 8;

const HALF_ONE = [0x00, 0x3c];
const HALF_QUARTER = [0x00, 0x34];
const HALF_MINUS_TWO = [0x00, 0xc0];

describe("dequantizing the base model", () => {
  it("Q4_1: a scale, a minimum, values 0 to 15 in the low and 16 to 31 in the high nibbles", () => {
    const pairs = Array.from({ length: 16 }, (_, i) => i | ((15 - i) << 4));
    const values = dequantize(Q4_1, Uint8Array.from([...HALF_QUARTER, ...HALF_MINUS_TWO, ...pairs]));
    const rising = Array.from({ length: 16 }, (_, i) => i / 4 - 2);
    assert.deepEqual([...values], [...rising, ...rising.toReversed()]);
  });

  it("Q8_0: a scale, then signed bytes", () => {
    const steps = Array.from({ length: 32 }, (_, i) => i * 8 - 128);
    const block = [...HALF_QUARTER, ...steps.map((step) => step & 0xff)];
    const ones = [...HALF_ONE, ...new Array(32).fill(0xff)];
    const values = dequantize(Q8_0, Uint8Array.from([...block, ...ones]));
    assert.deepEqual([...values], [...steps.map((step) => step / 4), ...new Array(32).fill(-1)]);
  });

  it("F32: little-endian, also where the bytes don't begin at a multiple of four", () => {
    const bytes = Uint8Array.of(0xff, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
    assert.deepEqual([...dequantize(F32, bytes.subarray(1))], [1, -2]);
  });

  it("knows how many bytes values take", () => {
    assert.deepEqual(
      [F32, Q4_1, Q8_0].map((type) => encodedBytes(type, 64)),
      [256, 40, 68],
    );
  });

  it("refuses a type that the base doesn't use", () => {
    assert.throws(() => encodedBytes(F16, 32), /type 1/);
  });
});
