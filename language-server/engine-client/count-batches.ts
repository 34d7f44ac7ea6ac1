/**
 * Counts texts in requests of a limited size: what is attached can be larger than a message may be, and the engine does
 * other things between two requests.
 */

/** As JSON it takes six times as much at most, which is a third of a message. */
const MAX_BATCH_CHARS = 1_000_000;
/** Of a character that is two code units. */
const FIRST_HALF = /[\uD800-\uDBFF]/;

/**
 * Tokens of each text. A text of more than `maxChars` is counted in pieces, which can give a token more for each.
 *
 * @param count counts the texts of one request
 */
export async function countInBatches(
  texts: readonly string[],
  count: (batch: string[]) => Promise<number[]>,
  maxChars = MAX_BATCH_CHARS,
): Promise<number[]> {
  const totals = texts.map(() => 0);
  for (const batch of batchesOf(texts, maxChars)) {
    const counts = await count(batch.map(({ text }) => text));
    for (const [index, { of }] of batch.entries()) totals[of] = (totals[of] ?? 0) + (counts[index] ?? 0);
  }
  return totals;
}

/** A text, or a piece of it. `of` is the text's index. */
interface Piece {
  text: string;
  of: number;
}

function batchesOf(texts: readonly string[], maxChars: number): Piece[][] {
  const batches: Piece[][] = [];
  let room = 0;
  for (const [of, whole] of texts.entries())
    for (const text of piecesOf(whole, maxChars)) {
      if (batches.length === 0 || text.length > room) {
        batches.push([]);
        room = maxChars;
      }
      batches.at(-1)?.push({ text, of });
      room -= text.length;
    }
  return batches;
}

/** The text itself, or pieces of it that don't cut a character. */
function piecesOf(text: string, maxChars: number): string[] {
  if (text.length <= maxChars) return [text];
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const isCut = FIRST_HALF.test(text.charAt(at + maxChars - 1));
    const end = at + maxChars - (isCut ? 1 : 0);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}
