import { open } from "node:fs/promises";

const MAX_BYTES = 64 * 1024;

/** The last lines of a text file; none where it can't be read. */
export async function logTail(path: string, lines: number): Promise<string[]> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const start = Math.max(0, size - MAX_BYTES);
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(Math.min(size, MAX_BYTES)),
      0,
      undefined,
      start,
    );
    const all = buffer
      .toString("utf8", 0, bytesRead)
      .split("\n")
      .filter((line) => line.trim() !== "");
    // The first line of a piece may be a part of one.
    return (start > 0 ? all.slice(1) : all).slice(-lines);
  } catch {
    return [];
  }
}
