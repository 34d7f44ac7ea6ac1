/** Typing as a user does it, replayed into a real file: line breaks, a burst of backspaces, one jump. */

/** One edit with the cursor behind it afterwards. */
export interface Keystroke {
  /** UTF-16 offset in the text before the edit. */
  offset: number;
  deleted: number;
  inserted: string;
}

export interface Trace {
  /** The file before the first keystroke; after the last one it is the source again. */
  start: string;
  keystrokes: Keystroke[];
}

/** A part of the source that is typed: from the first text to the end of the second. */
export interface Passage {
  from: string;
  to: string;
  /** Typed by mistake and deleted again, letter by letter, after this many keystrokes. */
  mistake?: { after: number; text: string };
}

/** The source with the passages missing, and the keystrokes that type them, one passage after another. */
export function typingTrace(source: string, passages: readonly Passage[]): Trace {
  const ranges = passages.map(({ from, to, mistake }) => {
    const start = source.indexOf(from);
    const end = source.indexOf(to, start) + to.length;
    if (start < 0 || end < start) throw new Error(`The source has no passage from ${from} to ${to}.`);
    return { start, end, mistake };
  });
  const missing = ranges.toSorted((a, b) => b.start - a.start);
  const start = missing.reduce((text, range) => text.slice(0, range.start) + text.slice(range.end), source);
  const keystrokes: Keystroke[] = [];
  for (const [i, { start: from, end, mistake }] of ranges.entries()) {
    // Passages before this one that are not typed yet are missing from the text.
    const later = ranges.slice(i + 1).filter((range) => range.start < from);
    let offset = from - later.reduce((sum, range) => sum + range.end - range.start, 0);
    const type = (inserted: string) => {
      keystrokes.push({ offset, deleted: 0, inserted });
      offset += inserted.length;
    };
    for (const [n, inserted] of keysOf(source.slice(from, end)).entries()) {
      if (mistake?.after === n) {
        for (const letter of mistake.text) type(letter);
        for (const _ of mistake.text) keystrokes.push({ offset: --offset, deleted: 1, inserted: "" });
      }
      type(inserted);
    }
  }
  return { start, keystrokes };
}

/** Editors indent a new line by themselves: the break and the indentation are one keystroke. */
function keysOf(text: string): string[] {
  return text.match(/\n[ \t]*|[^\n]/gu) ?? [];
}

export function apply(text: string, { offset, deleted, inserted }: Keystroke): string {
  return text.slice(0, offset) + inserted + text.slice(offset + deleted);
}
