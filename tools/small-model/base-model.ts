/** Reads the base model, SmolLM2-135M-Instruct: a GGUF file of the llama architecture. */
import { type FileHandle, open } from "node:fs/promises";
import { type GgufTensorInfo, readGgufFileInfo } from "node-llama-cpp";
import { dequantize, encodedBytes } from "./dequantize.ts";

export interface BaseTokenizer {
  tokens: readonly string[];
  types: readonly number[];
  merges: readonly string[];
}

export class BaseModel implements AsyncDisposable {
  readonly tokenizer: BaseTokenizer;
  readonly #file: FileHandle;
  readonly #tensors: ReadonlyMap<string, GgufTensorInfo>;

  private constructor(file: FileHandle, tensors: readonly GgufTensorInfo[], tokenizer: BaseTokenizer) {
    this.#file = file;
    this.#tensors = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    this.tokenizer = tokenizer;
  }

  static async open(path: string): Promise<BaseModel> {
    const { tensorInfo = [], metadata } = await readGgufFileInfo(path, { sourceType: "filesystem" });
    const { tokens, token_type: types = [], merges = [] } = metadata.tokenizer.ggml;
    return new BaseModel(await open(path), tensorInfo, { tokens, types, merges });
  }

  /** A tensor's values, row by row: a matrix has a row for each of its outputs. */
  async tensor(name: string): Promise<Float32Array> {
    const info = this.#tensors.get(name);
    if (!info) throw new Error(`The base model has no tensor ${name}.`);
    const values = info.dimensions.reduce<number>((product, n) => product * Number(n), 1);
    const bytes = new Uint8Array(encodedBytes(info.ggmlType, values));
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, Number(info.fileOffset));
    if (bytesRead < bytes.length) throw new Error(`The base model ends within its tensor ${name}.`);
    return dequantize(info.ggmlType, bytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
