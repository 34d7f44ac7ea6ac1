import assert from "node:assert/strict";
import { parseNpy } from "../../../../tools/small-model/npy.ts";

/** An array as `numpy.save` writes it. */
function npy(
  descriptor: string,
  order: "True" | "False",
  shape: string,
  data: number[],
  version = 1,
): Buffer {
  const header = `{'descr': '${descriptor}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  const padding = " ".repeat((64 - ((8 + length.length + header.length + 1) % 64)) % 64);
  length.writeUIntLE(header.length + padding.length + 1, 0, length.length);
  const magic = Buffer.from([0x93, ...Buffer.from("NUMPY"), version, 0]);
  return Buffer.concat([magic, length, Buffer.from(`${header}${padding}\n`), Buffer.from(data)]);
}

const ONE_TO_THREE = [0x00, 0x3c, 0x00, 0x40, 0x00, 0x42];

describe("NumPy arrays", () => {
  it("are read with their shape", () => {
    const { shape, values } = parseNpy(npy("<f2", "False", "(1, 3)", ONE_TO_THREE));
    assert.deepEqual(
      [shape, [...values]],
      [
        [1, 3],
        [1, 2, 3],
      ],
    );
  });

  it("may have one dimension, or none", () => {
    assert.deepEqual(parseNpy(npy("<f2", "False", "(3,)", ONE_TO_THREE)).shape, [3]);
    assert.deepEqual([...parseNpy(npy("<f2", "False", "()", [0x00, 0xbc])).values], [-1]);
  });

  it("may have the longer header of the format's second version", () => {
    assert.deepEqual([...parseNpy(npy("<f2", "False", "(3,)", ONE_TO_THREE, 2)).values], [1, 2, 3]);
  });

  it("keep the smallest halves, infinities and the sign", () => {
    const data = [0x01, 0x00, 0x01, 0x80, 0x00, 0x7c, 0x00, 0xfc];
    const { values } = parseNpy(npy("<f2", "False", "(4,)", data));
    assert.deepEqual([...values], [2 ** -24, -(2 ** -24), Infinity, -Infinity]);
  });

  it("are refused in other types and orders, cut short, or when they are none", () => {
    assert.throws(() => parseNpy(npy("<f4", "False", "(1,)", [0, 0, 0, 0])), /half-precision.*<f4/);
    assert.throws(() => parseNpy(npy("<f2", "True", "(3,)", ONE_TO_THREE)), /order/);
    assert.throws(() => parseNpy(npy("<f2", "False", "(4,)", ONE_TO_THREE)), /6 bytes of data instead of 8/);
    assert.throws(() => parseNpy(Buffer.from("PK\x03\x04 a zip file")), /no NumPy array/);
  });
});
