/** Copies a model file and adds a text to its header. */
import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { readGgufFileInfo } from "node-llama-cpp";

/** Where the number of metadata pairs stands (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). */
const PAIRS_AT = 16;
const STRING_TYPE = 8;
const ALIGNMENT_BYTES = 32;

/** The header must have no value of that key yet, and the usual alignment. */
export async function withText(from: string, to: string, key: string, text: string): Promise<void> {
  const { metadataSize, tensorInfoSize = 0 } = await readGgufFileInfo(from, { sourceType: "filesystem" });
  const source = await open(from);
  const header = Buffer.alloc(metadataSize + tensorInfoSize);
  await source.read(header, 0, header.length, 0);
  await source.close();
  header.writeBigUInt64LE(header.readBigUInt64LE(PAIRS_AT) + 1n, PAIRS_AT);
  const pair = [lengthAndBytes(key), Uint8Array.of(STRING_TYPE, 0, 0, 0), lengthAndBytes(text)];
  const whole = Buffer.concat([header.subarray(0, metadataSize), ...pair, header.subarray(metadataSize)]);
  const target = createWriteStream(to);
  target.write(whole);
  target.write(Buffer.alloc(aligned(whole.length) - whole.length));
  await pipeline(createReadStream(from, { start: aligned(header.length) }), target);
}

function lengthAndBytes(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([length, bytes]);
}

const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
