/**
 * Cuts code into pieces of some hundred lines, which are laid out and colored one by one: a block of a megabyte
 * must not stop the view. Pure.
 */

const MIN_LINES = 60;
const MAX_LINES = 200;
const MAX_CHARS = 12_000;

/**
 * Where the piece that begins at `start` ends: after a line's end, where it can be before a line that isn't indented
 * and follows an empty one, so that the highlighter rarely begins within a comment or a string. Undefined while the
 * piece may still grow.
 */
export function pieceEnd(code: string, start: number): number | undefined {
  let lines = 0;
  for (let at = start; ; ) {
    const newline = code.indexOf("\n", at);
    if (newline < 0 || newline + 1 >= code.length) return undefined;
    const isEmpty = newline === at;
    at = newline + 1;
    lines++;
    const isFull = lines >= MAX_LINES || at - start >= MAX_CHARS;
    if (isFull || (lines >= MIN_LINES && isEmpty && /\S/.test(code.charAt(at)))) return at;
  }
}
