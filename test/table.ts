/** What came of the checks and suites, and how long each took, as a table. */
export interface Row {
  name: string;
  passed: number;
  failed: number;
  skipped: number;
  seconds: number;
}

const COLUMNS = ["passed", "failed", "skipped", "seconds"] as const;

export function table(rows: readonly Row[]): string {
  const name = Math.max(...rows.map((row) => row.name.length));
  const line = (first: string, cells: readonly string[]) =>
    first.padEnd(name) +
    cells
      .map((cell, index) => cell.padStart(COLUMNS[index]?.length ?? 0))
      .map((cell) => `  ${cell}`)
      .join("");
  return [
    line("", COLUMNS),
    ...rows.map((row) =>
      line(
        row.name,
        COLUMNS.map((column) => String(Math.round(row[column]))),
      ),
    ),
  ].join("\n");
}
