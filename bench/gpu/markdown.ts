/** The results as Markdown. */
import { isReached, type Row, ratioOf } from "./comparison.ts";

/** A table with the first column left, the others right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function comparisonTable(rows: readonly Row[]): string {
  return markdownTable(
    ["", "Ossicle", "llama.cpp's server", "ratio", "wanted", ""],
    rows.map((row) => [
      `${row.name} (${row.unit})`,
      shown(row.ossicle),
      row.llamaCpp === undefined ? "" : shown(row.llamaCpp),
      ratioOf(row)?.toFixed(2) ?? "",
      row.wanted === undefined ? "" : `at least ${row.wanted}`,
      { true: "reached", false: "**missed**", undefined: "" }[String(isReached(row))] ?? "",
    ]),
  );
}

export function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
