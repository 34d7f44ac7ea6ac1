/** Problems as the model reads them: what is wrong, and the lines around it. */

export interface Problem {
  severity: "error" | "warning" | "information" | "hint";
  message: string;
  /** Such as "ts(2304)", or a part of it. */
  source?: string;
  /** Zero-based, inclusive. */
  line: number;
  character: number;
  lastLine: number;
}

export interface FileProblems {
  path: string;
  lines: readonly string[];
  problems: readonly Problem[];
}

const LINES_AROUND = 2;
/** Maximum lines shown of a problem that spans many. */
const MAX_LINES = 12;
const MAX_PROBLEMS = 40;
const ORDER: readonly Problem["severity"][] = ["error", "warning", "information", "hint"];

/**
 * Keeps the order of the files; in each, errors come first. Hints and information count only when there is nothing worse.
 *
 * @returns also how many were left out because of the limit
 */
export function problemsText(files: readonly FileProblems[]): {
  text: string;
  count: number;
  leftOut: number;
} {
  const all = files.flatMap(({ problems }) => problems);
  const worst = all.some(isSerious) ? isSerious : () => true;
  const count = all.filter(worst).length;
  let left = MAX_PROBLEMS;
  const parts: string[] = [];
  for (const { path, lines, problems } of files) {
    const shown = problems
      .filter(worst)
      .toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || a.line - b.line)
      .slice(0, left);
    left -= shown.length;
    parts.push(...shown.map((problem) => described(path, lines, problem)));
  }
  const leftOut = count - (MAX_PROBLEMS - left);
  if (leftOut > 0) parts.push(`(${leftOut} more problems are not shown.)`);
  return { text: parts.join("\n\n"), count, leftOut };
}

function isSerious({ severity }: Problem): boolean {
  return severity === "error" || severity === "warning";
}

function described(path: string, lines: readonly string[], problem: Problem): string {
  const { severity, message, source, line, character, lastLine } = problem;
  const from = Math.max(0, line - LINES_AROUND);
  const to = Math.min(lines.length, Math.min(lastLine, line + MAX_LINES) + LINES_AROUND + 1);
  const width = String(to).length;
  const code = lines.slice(from, to).map((text, index) => {
    const number = from + index;
    const mark = number >= line && number <= lastLine ? ">" : " ";
    return `${mark} ${String(number + 1).padStart(width)} | ${text}`;
  });
  const by = source === undefined ? "" : ` ${source}`;
  return [`${path}:${line + 1}:${character + 1} ${severity}${by}: ${message}`, ...code].join("\n");
}
