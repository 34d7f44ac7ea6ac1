/**
 * Walks through a GGUF header (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md) before those read it who
 * believe what it says: lengths and counts must lie within the file. Otherwise node-llama-cpp 3.22's reader goes on for
 * minutes, and llama.cpp aborts.
 */
import { type FileHandle, open } from "node:fs/promises";

const MAGIC = "GGUF";
const VERSIONS = [2, 3];
export const STRING = 8;
const ARRAY = 9;
/** Bytes of a value by its type; strings and arrays have none. */
export const FIXED_SIZES = [1, 1, 2, 2, 4, 4, 4, 1, undefined, undefined, 8, 8, 8];
/** Those of ggml. */
const MAX_DIMENSIONS = 4;
const MAX_NAME_BYTES = 64;
/** The largest vocabularies take some twenty megabytes. */
const MAX_HEADER_BYTES = 512e6;
const MAX_VALUES = 2 ** 53;
const READ_BYTES = 1 << 20;

/** Longer lists are a vocabulary's. */
const MAX_LIST = 1_024;
const MAX_TEXT_BYTES = 1 << 20;

export class HeaderDamage extends Error {}

/** Rejects with `HeaderDamage` where the header can't be true. */
export async function checkHeader(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    await walk(new Reader(file, Math.min(size, MAX_HEADER_BYTES)));
  } finally {
    await file.close();
  }
}

/** The header's pairs, without long lists such as those of a vocabulary. Rejects with `HeaderDamage`. */
export async function readMetadata(path: string): Promise<ReadonlyMap<string, MetadataValue>> {
  await using file = await open(path);
  const { size } = await file.stat();
  const reader = new Reader(file, Math.min(size, MAX_HEADER_BYTES));
  const { pairs } = await readCounts(reader);
  const metadata = new Map<string, MetadataValue>();
  for (let pair = 0; pair < pairs; pair++) {
    const key = await readText(reader);
    await reader.need(4);
    const value = await readValue(reader, reader.u32());
    if (key !== undefined && value !== undefined) metadata.set(key, value);
  }
  return metadata;
}

/** Whole numbers of 64 bits are rounded. */
export type MetadataValue = string | number | boolean | MetadataValue[];

/** Undefined for what is too long. */
async function readValue(reader: Reader, type: number): Promise<MetadataValue | undefined> {
  if (type === STRING) return readText(reader);
  if (type !== ARRAY) return readFixed(reader, type);
  await reader.need(12);
  const [itemType, items] = reader.peekList();
  if (items > MAX_LIST) {
    await skipValue(reader, type);
    return undefined;
  }
  await reader.skip(12);
  const list: MetadataValue[] = [];
  for (let item = 0; item < items; item++) {
    const value = itemType === STRING ? await readText(reader) : await readFixed(reader, itemType);
    if (value !== undefined) list.push(value);
  }
  return list;
}

async function readText(reader: Reader): Promise<string | undefined> {
  await reader.need(8);
  const bytes = reader.u64();
  if (bytes > MAX_TEXT_BYTES) {
    await reader.skip(bytes);
    return undefined;
  }
  await reader.need(bytes);
  return reader.text(bytes, "utf8");
}

async function readFixed(reader: Reader, type: number): Promise<number | boolean> {
  const size = FIXED_SIZES[type];
  const read = READS[type];
  if (size === undefined || read === undefined) throw new HeaderDamage("unknown type");
  await reader.need(size);
  return reader.fixed(size, read);
}

/** As the types are numbered. */
const READS: readonly (((piece: Buffer, at: number) => number | boolean) | undefined)[] = [
  (piece, at) => piece.readUInt8(at),
  (piece, at) => piece.readInt8(at),
  (piece, at) => piece.readUInt16LE(at),
  (piece, at) => piece.readInt16LE(at),
  (piece, at) => piece.readUInt32LE(at),
  (piece, at) => piece.readInt32LE(at),
  (piece, at) => piece.readFloatLE(at),
  (piece, at) => piece.readUInt8(at) === 1,
  undefined,
  undefined,
  (piece, at) => Number(piece.readBigUInt64LE(at)),
  (piece, at) => Number(piece.readBigInt64LE(at)),
  (piece, at) => piece.readDoubleLE(at),
];

async function readCounts(reader: Reader): Promise<{ tensors: number; pairs: number }> {
  await reader.need(24);
  if (reader.text(4) !== MAGIC) throw new HeaderDamage("no GGUF");
  if (!VERSIONS.includes(reader.u32())) throw new HeaderDamage("unknown version");
  return { tensors: reader.u64(), pairs: reader.u64() };
}

async function walk(reader: Reader): Promise<void> {
  const { tensors, pairs } = await readCounts(reader);
  for (let pair = 0; pair < pairs; pair++) {
    await skipString(reader);
    await reader.need(4);
    await skipValue(reader, reader.u32());
  }
  for (let tensor = 0; tensor < tensors; tensor++) await skipTensor(reader);
}

async function skipValue(reader: Reader, type: number): Promise<void> {
  const size = FIXED_SIZES[type];
  if (size !== undefined) return reader.skip(size);
  if (type === STRING) return skipString(reader);
  if (type !== ARRAY) throw new HeaderDamage("unknown type");
  await reader.need(12);
  const itemType = reader.u32();
  const items = reader.u64();
  const itemSize = FIXED_SIZES[itemType];
  if (itemSize !== undefined) return reader.skip(itemSize * items);
  // llama.cpp knows no arrays of arrays.
  if (itemType !== STRING) throw new HeaderDamage("unknown type of an array");
  for (let item = 0; item < items; item++) if (!reader.skipNearString()) await skipString(reader);
}

async function skipString(reader: Reader): Promise<void> {
  await reader.need(8);
  await reader.skip(reader.u64());
}

async function skipTensor(reader: Reader): Promise<void> {
  await reader.need(8);
  const name = reader.u64();
  if (name > MAX_NAME_BYTES) throw new HeaderDamage("name too long");
  await reader.skip(name);
  await reader.need(4);
  const dimensions = reader.u32();
  if (dimensions > MAX_DIMENSIONS) throw new HeaderDamage("too many dimensions");
  await reader.need(dimensions * 8 + 12);
  let values = 1;
  for (let dimension = 0; dimension < dimensions; dimension++) values *= reader.u64();
  if (values === 0 || values > MAX_VALUES) throw new HeaderDamage("impossible shape");
  reader.u32(); // the type, which may be newer than this
  reader.u64(); // the offset
}

/** Reads forward in pieces. What goes beyond the end throws. */
class Reader {
  readonly #file: FileHandle;
  readonly #end: number;
  #piece = Buffer.alloc(0);
  /** Where the piece lies in the file, and how far in it this is. */
  #pieceAt = 0;
  #at = 0;

  constructor(file: FileHandle, end: number) {
    this.#file = file;
    this.#end = end;
  }

  /** Makes so many bytes readable. */
  async need(bytes: number): Promise<void> {
    if (this.#at + bytes <= this.#piece.length) return;
    this.#pieceAt += this.#at;
    this.#at = 0;
    if (this.#pieceAt + bytes > this.#end) throw new HeaderDamage("it ends too early");
    const length = Math.min(Math.max(READ_BYTES, bytes), this.#end - this.#pieceAt);
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(length), 0, length, this.#pieceAt);
    this.#piece = buffer.subarray(0, bytesRead);
    if (bytesRead < bytes) throw new HeaderDamage("it ends too early");
  }

  async skip(bytes: number): Promise<void> {
    if (!(this.#pieceAt + this.#at + bytes <= this.#end)) throw new HeaderDamage("it ends too early");
    this.#at += bytes;
    if (this.#at <= this.#piece.length) return;
    this.#pieceAt += this.#at;
    this.#at = 0;
    this.#piece = Buffer.alloc(0);
  }

  /** Skips a string that lies in the piece altogether, as hundreds of thousands of a vocabulary do. */
  skipNearString(): boolean {
    if (this.#at + 8 > this.#piece.length) return false;
    const end = this.#at + 8 + Number(this.#piece.readBigUInt64LE(this.#at));
    if (end > this.#piece.length) return false;
    this.#at = end;
    return true;
  }

  u32(): number {
    this.#at += 4;
    return this.#piece.readUInt32LE(this.#at - 4);
  }

  u64(): number {
    this.#at += 8;
    return Number(this.#piece.readBigUInt64LE(this.#at - 8));
  }

  fixed<T>(bytes: number, read: (piece: Buffer, at: number) => T): T {
    this.#at += bytes;
    return read(this.#piece, this.#at - bytes);
  }

  /** The type of a list's items and how many there are, without going on. */
  peekList(): [itemType: number, items: number] {
    return [this.#piece.readUInt32LE(this.#at), Number(this.#piece.readBigUInt64LE(this.#at + 4))];
  }

  text(bytes: number, encoding: BufferEncoding = "latin1"): string {
    this.#at += bytes;
    return this.#piece.toString(encoding, this.#at - bytes, this.#at);
  }
}
