/** Which cases a model is measured on: as many of each kind in each language, chosen by a seed. Pure. */
import { endsInComment } from "../../language-server/context/comments.ts";
import { openLongQuote } from "../../language-server/context/lexical.ts";
import { Random, seedOf } from "../../tools/random.ts";
import { CASE_KINDS, type CaseKind, type CompletionCase } from "./case.ts";
import type { SourceFile } from "./corpus/corpus.ts";
import type { Language } from "./corpus/packages.ts";
import { holesOf } from "./holes.ts";

/** Files that are looked at for one case, before there is none. */
const TRIES = 200;
/** The longest mark that opens a comment has so many. */
const COMMENT_MARK_CHARS = 4;

/** @param perCell cases of each kind in each language; fewer where the files don't offer so many */
export function sampleCases(files: readonly SourceFile[], perCell: number, seed: number): CompletionCase[] {
  const languages = [...new Set(files.map(({ language }) => language))];
  return languages.flatMap((language) =>
    CASE_KINDS.flatMap((kind) =>
      sampleOf(
        files.filter((file) => file.language === language),
        kind,
        perCell,
        new Random(seed ^ seedOf(`${language} ${kind}`)),
      ),
    ),
  );
}

function sampleOf(
  files: readonly SourceFile[],
  kind: CaseKind,
  count: number,
  random: Random,
): CompletionCase[] {
  const cases = new Map<string, CompletionCase>();
  for (let tries = 0; tries < TRIES && cases.size < count; tries++) {
    const file = random.pick(files);
    const holes = holesOf(kind, file.text);
    const hole = holes[random.below(holes.length)];
    if (!hole) continue;
    const { language, path, text } = file;
    const before = text.slice(0, hole.start);
    if (isProse(before, text.slice(hole.start, hole.end), language)) continue;
    const name = `${language}/${kind}/${path}:${before.split("\n").length}`;
    const [truth, after] = [text.slice(hole.start, hole.end), text.slice(hole.end)];
    cases.set(name, { name, language, kind, path, before, truth, after });
  }
  return [...cases.values()];
}

/** Whether the piece is a comment, a docstring, or a part of one. */
export function isProse(before: string, piece: string, language: Language): boolean {
  return (
    endsInComment(before + piece.slice(0, COMMENT_MARK_CHARS), language) ||
    openLongQuote(before + piece.slice(0, COMMENT_MARK_CHARS), language) !== undefined
  );
}
