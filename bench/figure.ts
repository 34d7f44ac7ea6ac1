/** What a value should be. */
export type Target = { atMost: number } | { atLeast: number };

/** One measured number beside what it should be. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** Absent for numbers that explain others. */
  target?: Target;
}

export const meets = (value: number, target: Target): boolean =>
  "atMost" in target ? value <= target.atMost : value >= target.atLeast;

export const isReached = ({ value, target }: Figure): boolean | undefined => target && meets(value, target);

export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${shown(figure.value)} ${figure.unit}`.trim(),
    targetText(figure),
    { true: "reached", false: "MISSED", undefined: "" }[String(isReached(figure))] ?? "",
  ]);
  const table = [["figure", "measured", "target", ""], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function targetText({ target }: Pick<Figure, "target">): string {
  if (!target) return "";
  return "atMost" in target ? `at most ${target.atMost}` : `at least ${target.atLeast}`;
}

/** With three digits or more. */
export function shown(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 3);
}

/** The value below which this share of the sorted values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
