import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  HeaderDamage,
  readHeader,
  readMetadata,
} from "../../../../language-server/engine-protocol/gguf-header.ts";

const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
const u64 = (value: number) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const f32 = (value: number) => Buffer.from(Float32Array.of(value).buffer);
const text = (value: string) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
const pair = (key: string, type: number, ...value: Buffer[]) =>
  Buffer.concat([text(key), u32(type), ...value]);
const list = (key: string, type: number, items: Buffer[]) =>
  pair(key, 9, u32(type), u64(items.length), ...items);

const PAIRS = [
  pair("general.architecture", 8, text("gpt-oss")),
  pair("general.name", 8, text("Größe")),
  list("tokenizer.ggml.tokens", 8, Array(2_000).fill(text("token"))),
  list("tokenizer.ggml.token_type", 5, Array(2_000).fill(u32(1))),
  pair("gpt-oss.block_count", 4, u32(24)),
  pair("gpt-oss.parameters", 10, u64(20_000_000_000)),
  pair("gpt-oss.rope.scale", 6, f32(0.5)),
  list("gpt-oss.pattern", 7, [Buffer.of(1), Buffer.of(0)]),
  list("general.tags", 8, [text("code"), text("chat")]),
  pair("tokenizer.chat_template", 8, text("{{ messages }}")),
];

describe("the header of a model file", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-header-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function file(content: Buffer): Promise<string> {
    const path = join(folder, "model.gguf");
    await writeFile(path, content);
    return path;
  }
  const whole = Buffer.concat([Buffer.from("GGUF"), u32(3), u64(0), u64(PAIRS.length), ...PAIRS]);

  it("is read without the vocabulary", async () => {
    assert.deepEqual(Object.fromEntries(await readMetadata(await file(whole))), {
      "general.architecture": "gpt-oss",
      "general.name": "Größe",
      "gpt-oss.block_count": 24,
      "gpt-oss.parameters": 20_000_000_000,
      "gpt-oss.rope.scale": 0.5,
      "gpt-oss.pattern": [true, false],
      "general.tags": ["code", "chat"],
      "tokenizer.chat_template": "{{ messages }}",
    });
  });

  it("is read with its tensors, and how long it is", async () => {
    const tensor = (name: string, dimensions: number[], type: number, offset: number) =>
      Buffer.concat([text(name), u32(dimensions.length), ...dimensions.map(u64), u32(type), u64(offset)]);
    const tensors = [tensor("output.weight", [64, 2_000], 8, 0), tensor("blk.0.bias", [64], 0, 136_000)];
    const content = Buffer.concat([
      ...[Buffer.from("GGUF"), u32(3), u64(tensors.length), u64(PAIRS.length), ...PAIRS, ...tensors],
    ]);
    const header = await readHeader(await file(Buffer.concat([content, Buffer.alloc(100)])));
    assert.deepEqual([header.version, header.bytes], [3, content.length]);
    assert.deepEqual(header.tensors, [
      { name: "output.weight", dimensions: [64, 2_000], type: 8, offset: 0 },
      { name: "blk.0.bias", dimensions: [64], type: 0, offset: 136_000 },
    ]);
    const {
      "tokenizer.ggml.tokens": tokens,
      "tokenizer.ggml.token_type": types,
      ...rest
    } = Object.fromEntries(header.metadata);
    assert.deepEqual(tokens, Array(2_000).fill("token"));
    assert.deepEqual(types, Array(2_000).fill(1));
    assert.deepEqual(rest, Object.fromEntries(await readMetadata(await file(whole))));
  });

  it("is damaged wherever it ends too early, for who reads all of it and for who reads its pairs", async () => {
    await readHeader(await file(whole));
    for (let length = 0; length < whole.length; length += 509) {
      const path = await file(whole.subarray(0, length));
      await assert.rejects(readHeader(path), HeaderDamage, `${length} bytes`);
      await assert.rejects(readMetadata(path), HeaderDamage, `${length} bytes`);
    }
  });
});
