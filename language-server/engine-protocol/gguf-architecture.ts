/** Reads one thing of a GGUF file's header: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
import { open } from "node:fs/promises";
import { FIXED_SIZES, STRING } from "./gguf-header.ts";

/** `general.architecture` is the first key in practice; it is not looked for further than this. */
const HEADER_BYTES = 64 * 1024;

/** The model's architecture, such as "gpt-oss"; undefined when the file is no GGUF or can't be read. */
export async function ggufArchitecture(path: string): Promise<string | undefined> {
  const header = await readHeader(path).catch(() => undefined);
  if (header?.toString("latin1", 0, 4) !== "GGUF") return undefined;
  try {
    return architectureIn(header);
  } catch (error) {
    // The header goes on behind what was read.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

async function readHeader(path: string): Promise<Buffer> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

function architectureIn(header: Buffer): string | undefined {
  // Magic, version, number of tensors, number of pairs.
  let at = 4 + 4 + 8 + 8;
  const string = () => {
    const length = Number(header.readBigUInt64LE(at));
    if (at + 8 + length > header.length) throw new RangeError("The string goes on behind the header.");
    at += 8 + length;
    return header.toString("utf8", at - length, at);
  };
  const pairs = header.readBigUInt64LE(16);
  for (let pair = 0n; pair < pairs; pair++) {
    const key = string();
    const type = header.readUInt32LE(at);
    at += 4;
    if (type === STRING) {
      const value = string();
      if (key === "general.architecture") return value;
      continue;
    }
    const size = FIXED_SIZES[type];
    if (size === undefined) return undefined;
    at += size;
  }
  return undefined;
}
