/** Names near the cursor whose definitions may help there. */
import { COMMON_WORDS, IDENTIFIER } from "../../../context/identifiers.ts";
import { isLineStart, linesBefore, type TextAtCursor } from "../text-windows.ts";

const BEFORE_CHARS = 1_500;
const AFTER_CHARS = 400;
/** Of the file's beginning, where imports are. */
const IMPORTS_CHARS = 8_000;
/** What is imported comes from elsewhere; of other names this is to be found out. */
const IMPORTED_COUNTS = 4;
/** What is to come counts less than what was just written. */
const AFTER_COUNTS = 0.5;

/** A statement that brings in names, with those in its braces or parentheses. */
const IMPORT =
  /^[ \t]*(?:import|from|use|pub use|using|export(?=[^\n]*\bfrom\b))\b[^\n;({]*(?:\{[^}]*\}|\([^)]*\))?[^\n;]*/gm;
const LINE_OF_COMMENT = /^\s*(?:\/\/|\/?\*|#|--)/;

export interface NearName {
  name: string;
  /** Where it stands next to the cursor. */
  offset: number;
}

/** Each name once, what matters most first: what is imported, and what is near. */
export function namesNear({ text, cursor }: TextAtCursor): NearName[] {
  const before = linesBefore(text, cursor, BEFORE_CHARS);
  const start = cursor - before.length;
  const window = before + text.slice(cursor, cursor + AFTER_CHARS);
  const imports = [...text.slice(0, IMPORTS_CHARS).matchAll(IMPORT)];
  const imported = new Set(imports.flatMap(([statement]) => statement.match(IDENTIFIER) ?? []));
  const isImport = (offset: number) =>
    imports.some(({ 0: statement, index }) => index <= offset && offset < index + statement.length);
  const found = new Map<string, NearName & { distance: number }>();
  let lineStart = 0;
  for (const line of window.split(/(?<=\n)/)) {
    const at = start + lineStart;
    lineStart += line.length;
    // The window may begin within a line.
    if (LINE_OF_COMMENT.test(line) && (at === 0 || isLineStart(text, at))) continue;
    for (const { 0: name, index } of line.matchAll(IDENTIFIER)) {
      const offset = at + index;
      const end = offset + name.length;
      const isTyped = offset <= cursor && cursor <= end;
      if (isTyped || COMMON_WORDS.has(name) || isImport(offset)) continue;
      const away = end < cursor ? cursor - end : (offset - cursor) / AFTER_COUNTS;
      const distance = away / (imported.has(name) ? IMPORTED_COUNTS : 1);
      const known = found.get(name);
      if (!known || distance < known.distance) found.set(name, { name, offset, distance });
    }
  }
  return [...found.values()]
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ name, offset }) => ({ name, offset }));
}
