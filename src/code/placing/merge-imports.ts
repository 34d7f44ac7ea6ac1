/** Imports that a block of code brings: those that the file lacks go to the others. */

import { indentedEnd } from "../../../common/declarations/extent.ts";
import { isBlank } from "../../../common/text-lines.ts";
import { keyOf } from "../code-lines.ts";
import { isImport } from "../line-kinds.ts";
import type { Splice } from "./splices.ts";

export function importSplices(file: readonly string[], wanted: readonly (readonly string[])[]): Splice[] {
  const present = importsOf(file);
  const added: string[] = [];
  const splices: Splice[] = [];
  for (const lines of wanted) {
    const names = wordsOf(lines);
    const same = present.find(({ words }) => includesAll(words, names));
    if (same) continue;
    // The same import with fewer names.
    const fewer = present.find(({ words }) => includesAll(names, words));
    if (fewer && !splices.some(({ start }) => start === fewer.start))
      splices.push({ start: fewer.start, end: fewer.end, lines });
    else added.push(...lines);
  }
  if (added.length === 0) return splices;
  const last = present.at(-1);
  if (last) return [...splices, { start: last.end, end: last.end, lines: added }];
  const top = afterPreamble(file);
  return [...splices, { start: top, end: top, lines: isBlank(file[top] ?? "") ? added : [...added, ""] }];
}

interface Import {
  start: number;
  end: number;
  words: Set<string>;
}

function importsOf(file: readonly string[]): Import[] {
  const found: Import[] = [];
  for (let at = 0; at < file.length; ) {
    const line = file[at] ?? "";
    if (/^\s/.test(line) || !isImport(line)) {
      at++;
      continue;
    }
    const end = indentedEnd(file, at);
    found.push({ start: at, end, words: wordsOf(file.slice(at, end)) });
    at = end;
  }
  return found;
}

/** Names and module, whatever the line breaks. */
export function wordsOf(lines: readonly string[]): Set<string> {
  return new Set(keyOf(lines.join(" ")).match(/[^\s,;{}'"()]+/g));
}

function includesAll(all: ReadonlySet<string>, some: ReadonlySet<string>): boolean {
  return [...some].every((word) => all.has(word));
}

/** Below what a file must begin with: an interpreter's line, a license, a directive, a package. */
function afterPreamble(file: readonly string[]): number {
  let top = 0;
  let inComment = false;
  for (const [at, line] of file.entries()) {
    const code = line.trim();
    if (inComment) {
      if (code.includes("*/")) inComment = false;
      top = at + 1;
    } else if (code.startsWith("/*")) {
      inComment = !code.includes("*/");
      top = at + 1;
    } else if (/^(?:#!|#.*coding|["']use |package\s|<\?php)/.test(code)) top = at + 1;
    else if (code !== "") break;
  }
  return top;
}
