import type { Hunk, HunkLine } from "./patch.ts";

/** A hunk that is still being read. */
export type OpenHunk = Omit<Hunk, "lines" | "headings"> & { lines: HunkLine[]; headings: string[] };

/** A line of a hunk, as a patch writes it. One without a mark is one of the file's. */
export function hunkLine(line: string): HunkLine {
  const text = line.slice(1);
  if (line.startsWith("+")) return { kind: "added", text };
  if (line.startsWith("-")) return { kind: "removed", text };
  return line.startsWith(" ") ? { kind: "kept", text, hadBlank: true } : { kind: "kept", text: line };
}

/** Whether a hunk changes anything. */
export function changesSomething({ lines }: Hunk): boolean {
  return lines.some(({ kind }) => kind !== "kept");
}
