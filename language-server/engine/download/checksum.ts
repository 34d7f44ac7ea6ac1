/** The SHA-256 of a file of any size, read in pieces. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

const PIECE_BYTES = 4 * 1024 * 1024;

/** In hex. Rejects when the file can't be read, or with the signal's reason. */
export async function sha256Of(
  path: string,
  signal?: AbortSignal,
  onBytes?: (bytes: number) => void,
): Promise<string> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES, signal })) {
    hash.update(piece);
    bytes += piece.length;
    onBytes?.(bytes);
  }
  return hash.digest("hex");
}
