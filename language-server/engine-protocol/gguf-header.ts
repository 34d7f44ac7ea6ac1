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
/** Those of them that the whole header has. */
const VOCABULARY = new Set(["tokenizer.ggml.tokens", "tokenizer.ggml.token_type"]);
const MAX_TEXT_BYTES = 1 << 20;

export class HeaderDamage extends Error {}

/** What a file has, as its header says. */
export interface GgufHeader {
  version: number;
  /** Of long lists, only the vocabulary's tokens and their types. */
  metadata: ReadonlyMap<string, MetadataValue>;
  tensors: readonly HeaderTensor[];
  /** Bytes to the end of the last tensor's entry. */
  bytes: number;
}

export interface HeaderTensor {
  name: string;
  dimensions: readonly number[];
  /** As ggml numbers its types; it may be newer than this. */
  type: number;
  /** Bytes from where the tensors' data begins. */
  offset: number;
}

/** The whole header. Rejects with `HeaderDamage` where it can't be true. */
export async function readHeader(path: string): Promise<GgufHeader> {
  return read(path, async (reader) => {
    const counts = await readCounts(reader);
    const metadata = await readPairs(reader, counts.pairs, VOCABULARY);
    const tensors: HeaderTensor[] = [];
    for (let tensor = 0; tensor < counts.tensors; tensor++) tensors.push(await readTensor(reader));
    return { version: counts.version, metadata, tensors, bytes: reader.position };
  });
}

/** The header's pairs, without long lists such as those of a vocabulary. Rejects with `HeaderDamage`. */
export async function readMetadata(path: string): Promise<ReadonlyMap<string, MetadataValue>> {
  return read(path, async (reader) => readPairs(reader, (await readCounts(reader)).pairs));
}

async function read<T>(path: string, parse: (reader: Reader) => Promise<T>): Promise<T> {
  await using file = await open(path);
  const { size } = await file.stat();
  return await parse(new Reader(file, Math.min(size, MAX_HEADER_BYTES)));
}

/** @param long keys of which long lists are wanted as well */
async function readPairs(
  reader: Reader,
  pairs: number,
  long: ReadonlySet<string> = new Set(),
): Promise<ReadonlyMap<string, MetadataValue>> {
  const metadata = new Map<string, MetadataValue>();
  for (let pair = 0; pair < pairs; pair++) {
    const key = await readText(reader);
    await reader.need(4);
    const maxItems = long.has(key ?? "") ? Number.POSITIVE_INFINITY : MAX_LIST;
    const value = await readValue(reader, reader.u32(), maxItems);
    if (key !== undefined && value !== undefined) metadata.set(key, value);
  }
  return metadata;
}

/** Whole numbers of 64 bits are rounded. */
export type MetadataValue = string | number | boolean | MetadataValue[];

/** Undefined for what is too long. */
async function readValue(reader: Reader, type: number, maxItems: number): Promise<MetadataValue | undefined> {
  if (type === STRING) return readText(reader);
  if (type !== ARRAY) return readFixed(reader, type);
  await reader.need(12);
  const itemType = reader.u32();
  const items = reader.u64();
  if (items <= maxItems) return readList(reader, itemType, items);
  await skipList(reader, itemType, items);
  return undefined;
}

async function readList(reader: Reader, itemType: number, items: number): Promise<MetadataValue[]> {
  const list: MetadataValue[] = [];
  if (itemType !== STRING) {
    for (let item = 0; item < items; item++)
      list.push(reader.nearFixed(itemType) ?? (await readFixed(reader, itemType)));
    return list;
  }
  for (let item = 0; item < items; item++) {
    const value = reader.nearText() ?? (await readText(reader));
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

async function readCounts(reader: Reader): Promise<{ version: number; tensors: number; pairs: number }> {
  await reader.need(24);
  if (reader.text(4) !== MAGIC) throw new HeaderDamage("no GGUF");
  const version = reader.u32();
  if (!VERSIONS.includes(version)) throw new HeaderDamage("unknown version");
  return { version, tensors: reader.u64(), pairs: reader.u64() };
}

async function skipList(reader: Reader, itemType: number, items: number): Promise<void> {
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

async function readTensor(reader: Reader): Promise<HeaderTensor> {
  await reader.need(8);
  const nameBytes = reader.u64();
  if (nameBytes > MAX_NAME_BYTES) throw new HeaderDamage("name too long");
  await reader.need(nameBytes + 4);
  const name = reader.text(nameBytes, "utf8");
  const count = reader.u32();
  if (count > MAX_DIMENSIONS) throw new HeaderDamage("too many dimensions");
  await reader.need(count * 8 + 12);
  const dimensions = Array.from({ length: count }, () => reader.u64());
  const values = dimensions.reduce((product, length) => product * length, 1);
  if (values === 0 || values > MAX_VALUES) throw new HeaderDamage("impossible shape");
  return { name, dimensions, type: reader.u32(), offset: reader.u64() };
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

  /** Bytes from the start of the file. */
  get position(): number {
    return this.#pieceAt + this.#at;
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
    const end = this.#nearStringEnd();
    if (end === undefined) return false;
    this.#at = end;
    return true;
  }

  /** Reads such a string. */
  nearText(): string | undefined {
    const end = this.#nearStringEnd();
    if (end === undefined) return undefined;
    const start = this.#at + 8;
    this.#at = end;
    return this.#piece.toString("utf8", start, end);
  }

  /** Reads a value that lies in the piece altogether. */
  nearFixed(type: number): number | boolean | undefined {
    const size = FIXED_SIZES[type];
    const read = READS[type];
    if (size === undefined || read === undefined || this.#at + size > this.#piece.length) return undefined;
    return this.fixed(size, read);
  }

  #nearStringEnd(): number | undefined {
    if (this.#at + 8 > this.#piece.length) return undefined;
    const end = this.#at + 8 + Number(this.#piece.readBigUInt64LE(this.#at));
    return end > this.#piece.length ? undefined : end;
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

  text(bytes: number, encoding: BufferEncoding = "latin1"): string {
    this.#at += bytes;
    return this.#piece.toString(encoding, this.#at - bytes, this.#at);
  }
}
