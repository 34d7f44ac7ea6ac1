/** One stream in files of a limited size, for machines that take files in small parts only. */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";

/** Sorted by name they are in order. */
const partName = (index: number): string => `part-${String(index + 1).padStart(2, "0")}`;

/**
 * Writes the stream to part-01, part-02 … in the folder, each but the last with `partBytes` bytes, and answers their
 * check sums as `sha256sum --check` reads them.
 */
export async function writeParts(
  stream: AsyncIterable<Uint8Array>,
  folder: string,
  partBytes: number,
): Promise<string> {
  let sums = "";
  let part: Part | undefined;
  let count = 0;
  const finish = async () => {
    if (part) sums += await part.close();
    part = undefined;
  };
  try {
    for await (let piece of stream) {
      while (piece.length > 0) {
        part ??= await Part.create(folder, partName(count++));
        const taken = piece.subarray(0, partBytes - part.bytes);
        await part.write(taken);
        piece = piece.subarray(taken.length);
        if (part.bytes === partBytes) await finish();
      }
    }
  } finally {
    await finish();
  }
  return sums;
}

class Part {
  readonly #name: string;
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  bytes = 0;

  private constructor(name: string, file: FileHandle) {
    this.#name = name;
    this.#file = file;
  }

  static async create(folder: string, name: string): Promise<Part> {
    return new Part(name, await open(join(folder, name), "w"));
  }

  async write(piece: Uint8Array): Promise<void> {
    await this.#file.writeFile(piece);
    this.#hash.update(piece);
    this.bytes += piece.length;
  }

  /** The line of its check sum. */
  async close(): Promise<string> {
    await this.#file.close();
    return `${this.#hash.digest("hex")}  ${this.#name}\n`;
  }
}
