/** Tables in Markdown. */
import { shown, targetText } from "./figure.ts";
import { isReached, type Row } from "./row.ts";

/** A table with the first column left, the others right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function comparisonTable(rows: readonly Row[]): string {
  return markdownTable(
    ["", "Ossicle", "llama.cpp's server", "ratio", "target", ""],
    rows.map((row) => [
      row.unit === "" ? row.name : `${row.name} (${row.unit})`,
      shown(row.ossicle),
      row.llamaCpp === undefined ? "" : shown(row.llamaCpp),
      row.ratio?.toFixed(2) ?? "",
      targetText(row),
      { true: "reached", false: "**missed**", undefined: "" }[String(isReached(row))] ?? "",
    ]),
  );
}
