/** Which files are open beside a case's, as where somebody is at work, and what they wrote last in one. Pure. */
import { basename, dirname, extname } from "node:path/posix";
import { headLength } from "../../../language-server/context/file-head.ts";
import { COMMON_WORDS, IDENTIFIER } from "../../../language-server/context/identifiers.ts";
import { Random, seedOf } from "../../../tools/random.ts";
import type { CompletionCase, Hole } from "../case.ts";
import type { SourceFile } from "../corpus/corpus.ts";
import { isProse } from "../sampling.ts";

/** Code before the cursor that the last edit is like. */
const NEAR_CHARS = 600;
const MIN_WORD_CHARS = 8;
const BRINGS_IN = /^\s*(?:import|export\b.*\bfrom|from|use|pub use|mod|#include)\b|\brequire\(/;

/** The files of a case's package in its language, its own among them. */
export function projectOf({ path, language }: CompletionCase, files: readonly SourceFile[]): SourceFile[] {
  const own = files.find((file) => file.path === path);
  return files.filter((file) => file.package === own?.package && file.language === language);
}

/** Says of other files whether a case's file names them: brings them in, or has a type of their name. */
export function namedBy({ before, after }: CompletionCase): (file: SourceFile) => boolean {
  const names = new Set<string>();
  for (const line of `${before}${after}`.split("\n")) {
    const isImport = BRINGS_IN.test(line);
    for (const [name] of line.matchAll(/[\w-]+/g)) if (isImport || /^[A-Z]/.test(name)) names.add(name);
  }
  return ({ path }) => names.has(basename(path, extname(path)));
}

/** Those of a project that are open: what the file names first, then what is near it in the folders. */
export function tabsOf(asked: CompletionCase, project: readonly SourceFile[], count: number): SourceFile[] {
  const isNamed = namedBy(asked);
  const random = new Random(seedOf(asked.name));
  return project
    .filter(({ path }) => path !== asked.path)
    .map((file) => ({
      file,
      isNamed: isNamed(file),
      near: commonFolders(file.path, asked.path),
      chance: random.next(),
    }))
    .toSorted((a, b) => Number(b.isNamed) - Number(a.isNamed) || b.near - a.near || a.chance - b.chance)
    .slice(0, count)
    .map(({ file }) => file);
}

/** What was written last: a whole line in one of the tabs, that which is most like the code before the cursor. */
export function lastEdit(
  { before, language }: CompletionCase,
  tabs: readonly SourceFile[],
): { file: SourceFile; line: Hole } | undefined {
  const near = identifiersOf(before.slice(-NEAR_CHARS));
  let best: { file: SourceFile; line: Hole } | undefined;
  let most = 0;
  for (const file of tabs) {
    let start = headLength(file.text);
    for (const text of file.text.slice(start).split("\n")) {
      const line = { start, end: start + text.length + 1 };
      start = line.end;
      if ((text.match(/\w/g)?.length ?? 0) < MIN_WORD_CHARS) continue;
      const code = start - text.trimStart().length - 1;
      const common = [...identifiersOf(text)].filter((name) => near.has(name)).length;
      if (common <= most || isProse(file.text.slice(0, code), text.trimStart(), language)) continue;
      most = common;
      best = { file, line };
    }
  }
  return best;
}

function commonFolders(one: string, other: string): number {
  const [a, b] = [dirname(one).split("/"), dirname(other).split("/")];
  const differing = a.findIndex((folder, index) => folder !== b[index]);
  return differing < 0 ? a.length : differing;
}

function identifiersOf(text: string): Set<string> {
  return new Set([...(text.match(IDENTIFIER) ?? [])].filter((name) => !COMMON_WORDS.has(name)));
}
