/** Adds new tests to a test file without losing any of its tests. */

import { indentOf } from "../../../common/indentation.ts";
import { placeholderAt } from "../../../common/placeholders.ts";
import { isBlank, linesOf, withoutBlankEnds } from "../../../common/text-lines.ts";
import { keyOf } from "../../code/code-lines.ts";
import { BY_SHAPE, type CodeReading } from "../../code/code-reading.ts";
import { headEnd, isImport } from "../../code/line-kinds.ts";
import { itemsIn, wholeOf } from "../../code/placing/items.ts";
import { placeBlock } from "../../code/placing/place-block.ts";

const LEFT_OUT = "// ... existing code ...";

/**
 * The file's text with the new tests: in the classes and modules that they name, or at the end, with their imports among
 * the others. Existing code stays as it is, also where the model left it out or rewrote it.
 *
 * @param path of the file
 * @param reading of the file and the new tests
 */
export function addTests(
  fileText: string,
  code: string,
  path: string,
  reading: CodeReading = BY_SHAPE,
): string {
  const file = linesOf(fileText);
  const block = linesOf(code);
  for (const lines of [block, withLeftOut(file, block, reading)]) {
    const placed = placeBlock(fileText, lines.join("\n"), path, reading);
    if (placed.kind === "certain" && keepsAll(file, linesOf(placed.text), reading)) return placed.text;
  }
  return appended(fileText, block, path, reading);
}

/** Whether the answer repeats the code instead of testing it. */
export function isOnlyCode(tests: string, code: string): boolean {
  const said = (line: string) => keyOf(line).replace(/[\s;]/g, "");
  const known = new Set(linesOf(code).map(said));
  return linesOf(tests).every((line) => known.has(said(line)) || isBlank(line));
}

/** Reduces a class or module that the file already has to its new members. */
function withLeftOut(file: readonly string[], block: readonly string[], reading: CodeReading): string[] {
  const known = new Set(file.map((line) => nameOf(line, reading)));
  const has = new Set(file.map(keyOf));
  const shown: string[] = [];
  for (let at = 0; at < block.length; at++) {
    const line = block[at] ?? "";
    shown.push(line);
    const name = nameOf(line, reading);
    // A head on several lines is kept whole, so that nothing is lost.
    const isShort = headEnd(block, at, block.length) === at + 1;
    if (name === undefined || !known.has(name) || !isContainer(line) || !isShort) continue;
    // The module has its imports already: "use super::*;".
    const isKnown = (next: string) => isBlank(next) || (isImport(next) && has.has(keyOf(next)));
    while (at + 1 < block.length && isKnown(block[at + 1] ?? "")) at++;
    shown.push(indentOf(block[at + 1] ?? "") + LEFT_OUT, "");
  }
  return shown;
}

function isContainer(line: string): boolean {
  return /\b(?:class|mod|module|object|struct|namespace)\b/.test(line);
}

function nameOf(line: string, { declaredBy }: CodeReading): string | undefined {
  const declared = isImport(line) ? undefined : declaredBy(line);
  return declared && !declared.isVariable ? declared.name : undefined;
}

/** Ignores imports, which may have been merged. */
function keepsAll(file: readonly string[], merged: readonly string[], reading: CodeReading): boolean {
  const left = new Map<string, number>();
  for (const line of merged) left.set(keyOf(line), (left.get(keyOf(line)) ?? 0) + 1);
  return withoutImports(file, reading).every((line) => {
    const count = left.get(keyOf(line)) ?? 0;
    left.set(keyOf(line), count - 1);
    return count > 0;
  });
}

function withoutImports(lines: readonly string[], reading: CodeReading): string[] {
  const imports = new Set(
    itemsIn(wholeOf(lines), "file", reading).flatMap(({ kind, start, end }) =>
      kind === "import" ? lines.slice(start, end).map(keyOf) : [],
    ),
  );
  return lines.filter((line) => !isBlank(line) && !imports.has(keyOf(line)));
}

/** The end of the file, but before code that runs the file as a script. */
function appended(fileText: string, block: readonly string[], path: string, reading: CodeReading): string {
  const items = itemsIn(wholeOf(block), "file", reading);
  const imports = items.flatMap(({ kind, start, end }) => (kind === "import" ? block.slice(start, end) : []));
  const rest = items.flatMap(({ kind, from, end }) => {
    if (kind === "import" || kind === "placeholder") return [];
    const lines = block.slice(from, end);
    return [...lines.filter((_, at) => placeholderAt(lines, at) !== "sure"), ""];
  });
  const placed = imports.length > 0 ? placeBlock(fileText, imports.join("\n"), path, reading) : undefined;
  const text = placed?.kind === "certain" ? placed.text : fileText;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = linesOf(text);
  const script = lines.findIndex((line) => /^if\s+__name__\s*==/.test(line));
  const end = script < 0 ? lines.length : script;
  const before = withoutBlankEnds(lines.slice(0, end));
  const after = lines.slice(end).filter((line, at) => at > 0 || !isBlank(line));
  const added = withoutBlankEnds(rest);
  return [...before, ...(before.length > 0 ? [""] : []), ...added, "", ...after].join(eol);
}
