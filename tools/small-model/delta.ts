/** What training changed: differences from the base model, and low-rank factors (LoRA) of those of the attention. */
import { type NpyArray, readNpz } from "./npy.ts";

export class Delta {
  readonly #arrays: ReadonlyMap<string, NpyArray>;

  private constructor(arrays: ReadonlyMap<string, NpyArray>) {
    this.#arrays = arrays;
  }

  static async read(path: string): Promise<Delta> {
    return new Delta(await readNpz(path));
  }

  /** A whole array. */
  all(name: string): Float32Array {
    return this.#array(name).values;
  }

  /** A layer's part of an array. */
  ofLayer(name: string, layer: number): Float32Array {
    const { shape, values } = this.#array(name);
    const size = shape.slice(1).reduce((product, n) => product * n, 1);
    return values.subarray(layer * size, (layer + 1) * size);
  }

  /**
   * What is added to a matrix of the attention (`q`, `k`, `v` or `o`), a row for each output: the transposed product
   * of the factors A [inputs, rank] and B [rank, outputs], summed in single precision in the order of the rank.
   */
  matrix(name: string, layer: number): Float32Array {
    const [, inputs = 0, rank = 0] = this.#array(`${name}_a`).shape;
    const [, , outputs = 0] = this.#array(`${name}_b`).shape;
    const a = this.ofLayer(`${name}_a`, layer);
    const b = this.ofLayer(`${name}_b`, layer);
    const product = new Float32Array(outputs * inputs);
    for (let out = 0; out < outputs; out++)
      for (let i = 0; i < inputs; i++) {
        let sum = 0;
        for (let r = 0; r < rank; r++)
          sum = Math.fround(sum + (a[i * rank + r] ?? 0) * (b[r * outputs + out] ?? 0));
        product[out * inputs + i] = sum;
      }
    return product;
  }

  #array(name: string): NpyArray {
    const array = this.#arrays.get(name);
    if (!array) throw new Error(`The trained delta has no array ${name}.`);
    return array;
  }
}
