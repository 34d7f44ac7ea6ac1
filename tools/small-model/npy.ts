/** Reads NumPy's arrays: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import { fromHalf } from "../fixtures/tensor-types.ts";
import { readZip } from "./zip.ts";

export interface NpyArray {
  /** NumPy's order: the slowest dimension first. */
  shape: readonly number[];
  values: Float32Array;
}

/** The arrays of an .npz file, by name. */
export async function readNpz(path: string): Promise<Map<string, NpyArray>> {
  const entries = await readZip(path);
  return new Map([...entries].map(([name, bytes]) => [name.replace(/\.npy$/, ""), parseNpy(bytes)]));
}

/** An array of half-precision floats in C's order, the one form that the trained delta is written in. */
export function parseNpy(bytes: Buffer): NpyArray {
  if (bytes.toString("latin1", 0, 6) !== "\x93NUMPY") throw new Error("This is no NumPy array.");
  const lengthBytes = bytes[6] === 1 ? 2 : 4; // by the format's version
  const dataAt = 8 + lengthBytes + bytes.readUIntLE(8, lengthBytes);
  const header = bytes.toString("latin1", 8 + lengthBytes, dataAt);
  const shape = /'shape': \(([\d, ]*)\)/.exec(header)?.[1]?.match(/\d+/g)?.map(Number) ?? [];
  if (!header.includes("'descr': '<f2'") || !header.includes("'fortran_order': False"))
    throw new Error(`Only arrays of half-precision floats in C's order are read, not ${header.trim()}.`);
  const count = shape.reduce((product, n) => product * n, 1);
  if (bytes.length !== dataAt + 2 * count)
    throw new Error(`The array has ${bytes.length - dataAt} bytes of data instead of ${2 * count}.`);
  return {
    shape,
    values: Float32Array.from({ length: count }, (_, i) => fromHalf(bytes.readUInt16LE(dataAt + 2 * i))),
  };
}
