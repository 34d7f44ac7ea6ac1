/** Results as the model reads them: plain text, short enough for its context. Pure. */

/** The model was trained on results that are cut there. */
export const MAX_RESULT_CHARS = 10_000;

/** Longer lines are data, or minified code. */
const MAX_LINE_CHARS = 1_000;
/** For what is said behind a text that was cut. */
const NOTE_CHARS = 300;

export function shortLine(line: string, max = MAX_LINE_CHARS): string {
  return line.length <= max ? line : `${line.slice(0, max)} … [${line.length - max} more characters]`;
}

/** The first lines that fit into a result together with a note. */
export function fittingLines(lines: Iterable<string>, max = MAX_RESULT_CHARS - NOTE_CHARS): string[] {
  const fitting: string[] = [];
  let chars = 0;
  for (const line of lines) {
    chars += line.length + 1;
    if (chars > max) break;
    fitting.push(line);
  }
  return fitting;
}

/** Beginning and end of a text that is too long. */
export function ends(text: string, max: number): string {
  if (text.length <= max) return text;
  const half = Math.floor(max / 2);
  return `${text.slice(0, half)}\n[… ${text.length - 2 * half} characters left out …]\n${text.slice(-half)}`;
}

/** "1 file", "2 files". */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
