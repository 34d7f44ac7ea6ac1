/** The lines of an answer while it streams. */

/** A line of the answer; the first one has the cursor's line before it in `text`. */
export interface AnswerLine {
  text: string;
  /** Offset in the answer. */
  start: number;
  /** No more of it can come. */
  complete: boolean;
}

/** `complete`: no more text will come. */
export function splitAnswer(text: string, cursorLine: string, complete: boolean): AnswerLine[] {
  let start = 0;
  const pieces = text.split("\n");
  return pieces.map((piece, index) => {
    const line = {
      text: index === 0 ? cursorLine + piece : piece,
      start,
      complete: complete || index < pieces.length - 1,
    };
    start += piece.length + 1;
    return line;
  });
}

/** The offset that leaves out the line and the break before it. */
export function endBefore({ start }: AnswerLine): number {
  return Math.max(0, start - 1);
}
