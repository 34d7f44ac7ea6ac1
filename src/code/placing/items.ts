/** Code as the items of one level: a file's declarations, a class's members, a function's statements. */
import { indentedEnd, isCloser } from "../../../common/declarations/extent.ts";
import { languageFacts } from "../../../common/languages/languages.ts";
import { placeholderAt } from "../../../common/placeholders.ts";
import { columnOf, isBlank } from "../../../common/text-lines.ts";
import { keyOf } from "../code-lines.ts";
import type { CodeReading } from "../code-reading.ts";
import { headEnd, isImport, isPreface } from "../line-kinds.ts";
import type { Item, Section } from "./item.ts";
import { type Level, nameOf } from "./item-names.ts";
import { proseItems } from "./prose-items.ts";

/** Goes on with what stands before it. */
const CONTINUES = /^(?:\}\s*)?(?:else|elif|elsif|elseif|except|finally|catch|rescue|ensure)\b/;
const LABEL = /^(?:public|private|protected|signals|(?:public|private|protected)\s+slots)\s*:$/;

export function wholeOf(lines: readonly string[]): Section {
  return { lines, from: 0, to: lines.length };
}

/** The same lines are looked at by many. */
const known = new WeakMap<CodeReading, WeakMap<readonly string[], Map<string, readonly Item[]>>>();

export function itemsIn(section: Section, level: Level, reading: CodeReading): readonly Item[] {
  const { lines, from, to } = section;
  const ofReading = known.get(reading) ?? new WeakMap<readonly string[], Map<string, readonly Item[]>>();
  const ofLines = ofReading.get(lines) ?? new Map<string, readonly Item[]>();
  known.set(reading, ofReading.set(lines, ofLines));
  const key = `${from} ${to} ${level}`;
  const items = ofLines.get(key) ?? readItems(section, level, reading);
  ofLines.set(key, items);
  return items;
}

function readItems(section: Section, level: Level, reading: CodeReading): Item[] {
  const { languageId = "" } = reading;
  if (languageId !== "plaintext" && languageFacts(languageId)?.isProse) return proseItems(section);
  const { lines, to } = section;
  const base = columnOf(firstLineOf(section));
  const items: Item[] = [];
  for (let at = section.from; at < to; ) {
    const line = lines[at] ?? "";
    if (isBlank(line)) {
      at++;
      continue;
    }
    if (placeholderAt(lines, at) === "sure") {
      items.push({ ...plain("placeholder"), from: at, start: at, end: at + 1 });
      at++;
      continue;
    }
    const start = pastComments(section, at, reading);
    if (start > at && isApart(section, start)) {
      items.push({ ...plain("comment"), from: at, start: at, end: start });
      at = start;
      continue;
    }
    const end = Math.max(start + 1, itemEnd(section, start, base, reading));
    items.push(read(section, { from: at, start, end }, level, reading));
    at = end;
  }
  return items;
}

/** What an item says, whatever its indentation, its blank lines, and the mark that separates it from the next one. */
export function textOf({ lines }: Section, { start, end }: Pick<Item, "start" | "end">): string {
  return lines
    .slice(start, end)
    .filter((line) => !isBlank(line))
    .map(contentOf)
    .join("\n");
}

/** What a line says, without what only separates it from the next one. */
export function contentOf(line: string): string {
  return keyOf(line).replace(/[,;](?=(?: (?:\/\/|\/\*|# ).*)?$)/, "");
}

/** The rows within an item, without its head and its closing bracket. */
export function bodyOf({ lines }: Section, { start, end }: Pick<Item, "start" | "end">): Section {
  // "return (" is closed by the last line: its head is the first one.
  const head = headEnd(lines, start, end);
  const from = head < end ? head : Math.min(start + 1, end);
  const column = columnOf(lines[start]);
  let to = end;
  while (to > from && (isBlank(lines[to - 1]) || isClosing(lines[to - 1] ?? "", column))) to--;
  return { lines, from, to };
}

function isClosing(line: string, column: number): boolean {
  return isCloser(line) && columnOf(line) <= column;
}

function plain(kind: Item["kind"]): Omit<Item, "from" | "start" | "end"> {
  return { kind, name: undefined, declares: "", isVariable: false };
}

/** The first line that tells how the items are indented: labels stand further out. */
export function firstLineOf({ lines, from, to }: Section): string | undefined {
  return lines.slice(from, to).find((line) => !isBlank(line) && !LABEL.test(line.trim()));
}

function itemEnd(section: Section, start: number, base: number, reading: CodeReading): number {
  const { lines, to } = section;
  if (LABEL.test(lines[start]?.trim() ?? "")) return start + 1;
  let end = Math.min(to, reading.endOf(lines, start));
  for (;;) {
    const line = lines[end] ?? "";
    if (end >= to || isBlank(line)) return end;
    const goesOn = columnOf(line) > base || (columnOf(line) === base && CONTINUES.test(line.trim()));
    if (!goesOn) return end;
    end = Math.min(to, Math.max(end + 1, indentedEnd(lines, end)));
  }
}

function read(
  section: Section,
  place: Pick<Item, "from" | "start" | "end">,
  level: Level,
  reading: CodeReading,
): Item {
  const { lines } = section;
  const line = lines[place.start] ?? "";
  if (isImport(line)) return { ...plain("import"), ...place };
  const preface = lines.slice(place.from, place.start);
  const { name, declares, isVariable } = nameOf(line, preface, level, reading);
  return { kind: name === undefined ? "statement" : "named", name, declares, isVariable, ...place };
}

/** Behind the comments, decorators and annotations that begin there. */
function pastComments({ lines, to }: Section, from: number, { languageId }: CodeReading): number {
  let inComment = false;
  let depth = 0;
  for (let at = from; at < to; at++) {
    const code = lines[at]?.trim() ?? "";
    if (inComment) inComment = !code.endsWith("*/");
    else if (depth > 0) depth += openBrackets(code);
    else if (code.startsWith("/*")) inComment = !code.includes("*/");
    else if (languageId === "csharp" && /^\[.*\]$/.test(code)) continue;
    else if (!isPreface(code, languageId) || placeholderAt(lines, at) === "sure") return at;
    else if (code.startsWith("@")) depth = openBrackets(code);
  }
  return to;
}

/** How many brackets a text leaves open. Those in its strings count as well. */
export function openBrackets(text: string): number {
  return (text.match(/[({[]/g)?.length ?? 0) - (text.match(/[)}\]]/g)?.length ?? 0);
}

/** Whether comments that end there belong to nothing. */
function isApart({ lines, to }: Section, end: number): boolean {
  const next = lines[end] ?? "";
  return end >= to || isBlank(next) || isCloser(next) || placeholderAt(lines, end) === "sure";
}
