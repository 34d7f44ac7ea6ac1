/** A user at a keyboard, for tests: a text with a cursor in it, and what keys do to it. */

/** A `TextAtCursor` whose text is a string. */
export interface TypedText {
  text: string;
  cursor: number;
}

/** `|` marks the cursor. */
export function at(marked: string): TypedText {
  const cursor = marked.indexOf("|");
  if (cursor < 0) throw new Error("The text has no cursor.");
  return { text: marked.slice(0, cursor) + marked.slice(cursor + 1), cursor };
}

export function insert({ text, cursor }: TypedText, typed: string, closedByEditor = ""): TypedText {
  return {
    text: text.slice(0, cursor) + typed + closedByEditor + text.slice(cursor),
    cursor: cursor + typed.length,
  };
}

export function backspace({ text, cursor }: TypedText, count = 1): TypedText {
  return { text: text.slice(0, cursor - count) + text.slice(cursor), cursor: cursor - count };
}

export function moveTo({ text }: TypedText, offset: number): TypedText {
  return { text, cursor: offset };
}

/** Changes the text somewhere else; the cursor stays with the text around it. */
export function editElsewhere({ text, cursor }: TypedText, find: string, replacement: string): TypedText {
  const offset = text.indexOf(find);
  if (offset < 0) throw new Error(`The text has no ${find}.`);
  const moved = offset < cursor ? replacement.length - find.length : 0;
  return {
    text: text.slice(0, offset) + replacement + text.slice(offset + find.length),
    cursor: cursor + moved,
  };
}

/** Source code of that many lines, each one different, in functions of ten lines. */
export function sourceLines(count: number, eol = "\n"): string {
  return Array.from({ length: count }, (_, index) => {
    const inFunction = index % 10;
    if (inFunction === 0) return `export function step${index}(value: number): number {`;
    if (inFunction === 8) return "}";
    if (inFunction === 9) return "";
    return `  const value${index} = value * ${index} + offsetOf(${index});`;
  })
    .map((line) => line + eol)
    .join("");
}

/** What stands around the cursor of a marked text. */
export function around(marked: string) {
  const { text, cursor } = at(marked);
  const before = text.slice(0, cursor);
  const lineEnd = text.indexOf("\n", cursor) < 0 ? text.length : text.indexOf("\n", cursor);
  return {
    before,
    cursorLine: before.slice(before.lastIndexOf("\n") + 1),
    rest: text.slice(cursor, lineEnd),
    after: text.slice(lineEnd + 1),
  };
}

/** A clock with which a budget of time is never used up: a busy machine changes no result. */
export const NO_TIME_PASSES = () => 0;
