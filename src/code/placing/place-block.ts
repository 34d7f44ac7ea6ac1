/** Where a block of code from an answer belongs in a file, and the file with the block in it. */

import { indentOf } from "../../../common/indentation.ts";
import { languageFacts, languageOfPath } from "../../../common/languages/languages.ts";
import { newPlaceholder, placeholderAt } from "../../../common/placeholders.ts";
import { isBlank, linesOf, withoutBlankEnds } from "../../../common/text-lines.ts";
import { baseColumn, indentUnit, reindent, saysSomething } from "../code-lines.ts";
import { BY_SHAPE, type CodeReading } from "../code-reading.ts";
import type { LineSpan } from "../hunks.ts";
import { isAttribute, isImport, isPreface } from "../line-kinds.ts";
import { counterpartsOf } from "./counterparts.ts";
import type { Level } from "./item-names.ts";
import { contentOf, itemsIn, wholeOf } from "./items.ts";
import { merge } from "./merge.ts";
import { lostInJson, mergeJson } from "./merge-json.ts";
import { type Place, placeOf } from "./places.ts";
import { spliced } from "./splices.ts";
import { losesUnshown } from "./unshown.ts";

export type Placement =
  /** Only lines go that the block shows as replaced. */
  | { kind: "certain"; text: string }
  /**
   * What it would be if nothing that the block doesn't show mattered. `region`: the file's lines that it is about;
   * absent where only the user can know whether what is missing should go.
   */
  | { kind: "uncertain"; text: string; region?: LineSpan }
  /** Nothing tells where it belongs. */
  | { kind: "nowhere"; region: LineSpan };

/**
 * Places a block in a file: as the whole file, in place of the declarations that it shows whole, or as something new in
 * the class, the tests or the file that it belongs to. Where the block leaves code out ("// ... existing code ..."),
 * the file's stays. Indentation and line breaks are the file's.
 *
 * @param path of the file: a comment that only names it is not part of the code
 * @param reading of the file and the block; the path tells the language where it doesn't
 */
export function placeBlock(
  fileText: string,
  blockText: string,
  path = "",
  reading: CodeReading = BY_SHAPE,
): Placement {
  const eol = fileText.includes("\r\n") ? "\r\n" : "\n";
  const all = linesOf(fileText);
  const whole: LineSpan = { start: 0, end: all.length };
  const finalBreak = all.at(-1) === "" ? [""] : [];
  const file = all.slice(0, all.length - finalBreak.length);
  const placing = placingOf(file, blockText, path, reading);
  const { block } = placing;
  if (block.length === 0) return { kind: "nowhere", region: whole };
  if (all.every(isBlank)) return { kind: "certain", text: [...block, ""].join(eol) };
  const textOf = (lines: readonly string[]) => [...lines, ...finalBreak].join(eol);
  const json = isJson(placing) ? mergeJson(fileText, block.join("\n")) : undefined;
  if (json) {
    if (json.isLess) return { kind: "uncertain", text: json.text };
    const isSure = json.isSure && lostInJson(fileText, block.join("\n"), json.text).length === 0;
    return isSure
      ? { kind: "certain", text: json.text }
      : { kind: "uncertain", text: json.text, region: whole };
  }
  const asWhole = reindent(block, outerIndent(file), indentUnit(file));
  if (isSafe(placing, asWhole)) return { kind: "certain", text: textOf(asWhole) };
  const place = placeOf(wholeOf(file), wholeOf(block), placing.top, placing.reading);
  const merged = place && mergedAt(placing, place, false);
  const replacesFile = looksWhole(placing);
  if (merged && !replacesFile && isSafe(placing, merged) && holdsBlock(placing, merged))
    return { kind: "certain", text: textOf(merged) };
  if (replacesFile) return { kind: "uncertain", text: textOf(asWhole) };
  const region = place ? regionOf(placing, place) : whole;
  const proposed = place && (mergedAt(placing, place, true) ?? spanReplaced(placing, place));
  return proposed ? { kind: "uncertain", text: textOf(proposed), region } : { kind: "nowhere", region };
}

/**
 * Whether a text is the file's with the block in it, whoever made it: it has what the block shows, and loses nothing that
 * the block doesn't show.
 *
 * @param path of the file
 */
export function isMerged(
  fileText: string,
  blockText: string,
  result: string,
  path = "",
  reading: CodeReading = BY_SHAPE,
): boolean {
  if (!keepsUnshown(fileText, blockText, result, path, reading)) return false;
  return holdsBlock(placingOf(linesOf(fileText), blockText, path, reading), linesOf(result));
}

/**
 * The invariant of what is applied: a text that takes the place of a file's lacks only lines that the block shows as
 * replaced, and has no placeholder that the file didn't have.
 *
 * @param path of the file
 */
export function keepsUnshown(
  fileText: string,
  blockText: string,
  result: string,
  path = "",
  reading: CodeReading = BY_SHAPE,
): boolean {
  const placing = placingOf(linesOf(fileText), blockText, path, reading);
  if (isJson(placing) && mergeJson(fileText, blockText))
    return lostInJson(fileText, blockText, result).length === 0;
  return isSafe(placing, linesOf(result));
}

/** Of the forms in which changes are written: no code. */
const PATCH_MARK = /^\s*(?:<{7}|={7}$|>{7}|\*{3} (?:Begin|End) Patch|@@ .*@@)/;

interface Placing {
  file: readonly string[];
  block: readonly string[];
  top: Level;
  reading: CodeReading;
}

function placingOf(file: readonly string[], blockText: string, path: string, reading: CodeReading): Placing {
  const languageId = reading.languageId ?? languageOfPath(path);
  const block = withoutBlankEnds(withoutPath(linesOf(blockText), path));
  const top = languageFacts(languageId ?? "")?.isData ? "members" : "file";
  return { file, block, top, reading: { ...reading, languageId } };
}

/** Whether all that the block says is there; comments and imports may have been merged. */
function holdsBlock({ block, reading }: Placing, result: readonly string[]): boolean {
  const there = new Set(result.map(contentOf));
  return block.every(
    (line, row) =>
      !saysSomething(line) ||
      there.has(contentOf(line)) ||
      isImport(line) ||
      (isPreface(line) && !isAttribute(line)) ||
      placeholderAt(block, row, reading.languageId) !== undefined,
  );
}

/** The last guard: nothing is lost that the block doesn't show, and no placeholder comes in. */
function isSafe({ file, block, top, reading }: Placing, result: readonly string[]): boolean {
  if (newPlaceholder(result, file, reading.languageId) !== undefined) return false;
  const known = new Set(file);
  if (result.some((line) => PATCH_MARK.test(line) && !known.has(line))) return false;
  return !losesUnshown(file, block, result, top, reading);
}

function mergedAt(
  { file, block, reading }: Placing,
  place: Place,
  isProposal: boolean,
): string[] | undefined {
  const splices = merge(place.section, wholeOf(block), place.level, place.indent, { reading, isProposal });
  return splices && spliced(file, splices);
}

/** The lines from the first to the last one that the file has, as the block has them. */
function spanReplaced(
  { file, block, reading }: Placing,
  { section, level, indent }: Place,
): string[] | undefined {
  const items = itemsIn(section, level, reading);
  const { of } = counterpartsOf(
    section,
    items,
    wholeOf(block),
    itemsIn(wholeOf(block), level, reading),
    level,
  );
  const found = of.filter((item) => item !== undefined);
  const [start, end] = [
    Math.min(...found.map(({ from }) => from)),
    Math.max(...found.map((item) => item.end)),
  ];
  if (found.length === 0) return undefined;
  return spliced(file, [{ start, end, lines: reindent(block, indent, indentUnit(file)) }]);
}

/** The outermost item that all of it is in; else the whole file. */
function regionOf({ file, block, top, reading }: Placing, { section, level }: Place): LineSpan {
  const items = itemsIn(wholeOf(file), top, reading);
  const blockItems = itemsIn(wholeOf(block), level, reading);
  const { of } = counterpartsOf(section, itemsIn(section, level, reading), wholeOf(block), blockItems, level);
  const isImported = blockItems.some(({ kind }) => kind === "import");
  const found = of.filter((item) => item !== undefined);
  const rows =
    section.to < file.length || section.from > 0 ? [{ from: section.from, end: section.to }] : found;
  const isNew = level === top && of.some((item) => item === undefined);
  const around = items.find(({ from, end }) => rows.every((each) => each.from >= from && each.end <= end));
  return around && rows.length > 0 && !isNew && !isImported
    ? { start: around.from, end: around.end }
    : { start: 0, end: file.length };
}

/** Whether it begins and ends as the file does, and isn't much shorter: then what it lacks may be meant to go. */
function looksWhole({ file, block, top, reading }: Placing): boolean {
  if (newPlaceholder(block, file, reading.languageId) !== undefined) return false;
  const size = (lines: readonly string[]) => lines.filter(saysSomething).length;
  if (size(block) < MIN_SIZE * size(file)) return false;
  const said = (lines: readonly string[]) =>
    lines.filter(saysSomething).filter((line) => indentOf(line) === "");
  const [theirs, own] = [said(file), said(block)];
  const isAlike = (one = "", other = "") =>
    contentOf(one) === contentOf(other) ||
    (reading.declaredBy(one) !== undefined &&
      reading.declaredBy(one)?.name === reading.declaredBy(other)?.name);
  const items = itemsIn(wholeOf(file), top, reading);
  if (items.length < 2 || own.length < 2) return false;
  const [isBegun, isEnded] = [isAlike(theirs[0], own[0]), isAlike(theirs.at(-1), own.at(-1))];
  const known = counterpartsOf(
    wholeOf(file),
    items,
    wholeOf(block),
    itemsIn(wholeOf(block), top, reading),
    top,
  );
  if (isBegun && isEnded) return items.some((item) => item.kind === "named" && !known.of.includes(item));
  // Of a file that declares nothing, its lines tell.
  const shown = new Set(block.map(contentOf));
  const common = theirs.filter((line) => shown.has(contentOf(line)));
  const isPlain = items.every(({ declares }) => declares === "");
  return isPlain && (isBegun || isEnded) && common.length >= MIN_SIZE * theirs.length;
}

/** Of the file's lines. */
const MIN_SIZE = 0.5;

function isJson({ file, reading: { languageId } }: Placing): boolean {
  if (languageId === "json" || languageId === "jsonc") return true;
  return languageId === undefined && /^\s*\{\s*(?:"|$)/.test(file.find((line) => !isBlank(line)) ?? "");
}

/** A file may be indented as a whole. */
function outerIndent(file: readonly string[]): string {
  return indentOf(file.find((line) => !isBlank(line) && indentOf(line).length <= baseColumn(file)) ?? "");
}

/** Models like to name the file in a comment on the first line. */
function withoutPath(block: string[], path: string): string[] {
  const [first = "", ...rest] = block;
  const named =
    /^\s*(?:\/\/|#|--|;|%|<!--|\/\*)\s*(?:file(?:name|path)?:\s*)?([\w@./\\-]+\.\w+)\s*(?:\*\/|-->)?\s*$/i.exec(
      first,
    )?.[1];
  const name = path.split("/").at(-1);
  return named !== undefined && name !== undefined && named.split(/[\\/]/).at(-1) === name ? rest : block;
}
