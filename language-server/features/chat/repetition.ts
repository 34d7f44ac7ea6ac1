/**
 * Finds out that a model repeats itself without end. It looks at the end of what it wrote: whether that is one
 * piece over and over. Code and tables repeat themselves too, so it takes much to be sure.
 */

/** Characters that are looked at. */
const TAIL = 4_000;
/** A piece is looked for again after this many characters. */
const INTERVAL = 200;
const MIN_REPEATED_CHARS = 900;
const MIN_TIMES = 8;
/** Of pieces this short there are rulers, paddings, and rows of zeros. */
const SHORT_PIECE = 8;
const MIN_REPEATED_CHARS_OF_SHORT = 2_500;

export class RepetitionWatch {
  #tail = "";
  #unseen = 0;

  /** Takes the next piece of the text. True when it has turned out to be endless. */
  push(text: string): boolean {
    this.#tail = (this.#tail + text).slice(-TAIL);
    this.#unseen += text.length;
    if (this.#unseen < INTERVAL) return false;
    this.#unseen = 0;
    return repeatsEndlessly(this.#tail);
  }
}

/** Whether the end of the text is the same piece, again and again. */
export function repeatsEndlessly(text: string): boolean {
  const tail = [...text.slice(-TAIL)].reverse();
  const borders = bordersOf(tail);
  // The reversed text's beginning of length n has the period n - border(n).
  for (let length = tail.length; length >= MIN_REPEATED_CHARS; length--) {
    const period = length - (borders[length] ?? 0);
    if (length / period < MIN_TIMES) continue;
    if (period > SHORT_PIECE || length >= MIN_REPEATED_CHARS_OF_SHORT) return true;
  }
  return false;
}

/** For each length of a beginning, the longest proper part that it both begins and ends with (Knuth, Morris, Pratt). */
function bordersOf(letters: readonly string[]): number[] {
  const borders = [0, 0];
  let border = 0;
  for (let at = 1; at < letters.length; at++) {
    while (border > 0 && letters[at] !== letters[border]) border = borders[border] ?? 0;
    if (letters[at] === letters[border]) border++;
    borders.push(border);
  }
  return borders;
}
