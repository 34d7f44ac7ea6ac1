/** Lines `start` to `end` (exclusive) of the file give way to others. */
export interface Splice {
  start: number;
  end: number;
  lines: readonly string[];
}

/** Splices that begin at the same line come in their order. */
export function spliced(file: readonly string[], splices: readonly Splice[]): string[] | undefined {
  const ordered = splices
    .map((splice, index) => ({ ...splice, index }))
    .toSorted((a, b) => a.start - b.start || a.end - b.end || a.index - b.index);
  const lines: string[] = [];
  let at = 0;
  for (const { start, end, lines: by } of ordered) {
    if (start < at) return undefined;
    lines.push(...file.slice(at, start), ...by);
    at = end;
  }
  return [...lines, ...file.slice(at)];
}
