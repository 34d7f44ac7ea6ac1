/** Finds pieces of text by their words, ranked by BM25. It holds the words, not the text. */

export interface IndexedPiece {
  start: number;
  end: number;
  terms: ReadonlyMap<string, number>;
}

export interface Hit {
  uri: string;
  start: number;
  end: number;
  score: number;
}

interface IndexedChunk {
  uri: string;
  start: number;
  end: number;
  /** Number of words. */
  length: number;
}

/** BM25's usual parameters: how much repeating a word counts, and how much a long piece is held against it. */
const K1 = 1.2;
const B = 0.75;
/** Measured on V8: two numbers in a list, an entry of a map with its key, a piece with its place. */
const POSTING_BYTES = 16;
const TERM_BYTES = 120;
const PIECE_BYTES = 120;
/** Pieces of removed files stay in the lists until there are so many. */
const MIN_DEAD = 1_000;

export class LexicalIndex {
  #pieces: (IndexedChunk | undefined)[] = [];
  /** For each term: a piece's number, how often it has the term, the next piece's number, … */
  #postings = new Map<string, number[]>();
  readonly #byUri = new Map<string, number[]>();
  #alive = 0;
  #words = 0;
  #postingCount = 0;

  /** About what it takes in memory. */
  get bytes(): number {
    return (
      this.#postingCount * POSTING_BYTES +
      this.#postings.size * TERM_BYTES +
      this.#pieces.length * PIECE_BYTES
    );
  }

  /** In place of what the index had of this file. */
  set(uri: string, pieces: readonly IndexedPiece[]): void {
    this.remove(uri);
    const numbers = pieces.map(({ start, end, terms }) => {
      const length = terms.values().reduce((sum, count) => sum + count, 0);
      const number = this.#pieces.push({ uri, start, end, length }) - 1;
      for (const [term, count] of terms) {
        const postings = this.#postings.get(term);
        if (postings) postings.push(number, count);
        else this.#postings.set(term, [number, count]);
      }
      this.#postingCount += terms.size;
      this.#words += length;
      this.#alive++;
      return number;
    });
    if (numbers.length > 0) this.#byUri.set(uri, numbers);
  }

  remove(uri: string): void {
    for (const number of this.#byUri.get(uri) ?? []) {
      this.#words -= this.#pieces[number]?.length ?? 0;
      this.#pieces[number] = undefined;
      this.#alive--;
    }
    this.#byUri.delete(uri);
    const dead = this.#pieces.length - this.#alive;
    if (dead > MIN_DEAD && dead > this.#alive) this.#compact();
  }

  /** The pieces that have the terms, best first. */
  search(terms: ReadonlyMap<string, number>, limit: number): Hit[] {
    const scores = new Map<number, number>();
    const average = this.#words / Math.max(1, this.#alive);
    for (const [term, weight] of terms) {
      const postings = this.#postings.get(term);
      if (!postings) continue;
      const having = Math.min(postings.length / 2, this.#alive);
      const rarity = Math.log(1 + (this.#alive - having + 0.5) / (having + 0.5));
      for (let at = 0; at < postings.length; at += 2) {
        const number = postings[at] ?? 0;
        const piece = this.#pieces[number];
        if (!piece) continue;
        const count = postings[at + 1] ?? 0;
        const norm = K1 * (1 - B + (B * piece.length) / average);
        const score = (weight * rarity * count * (K1 + 1)) / (count + norm);
        scores.set(number, (scores.get(number) ?? 0) + score);
      }
    }
    return [...scores]
      .toSorted((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, limit)
      .flatMap(([number, score]) => {
        const piece = this.#pieces[number];
        return piece ? [{ uri: piece.uri, start: piece.start, end: piece.end, score }] : [];
      });
  }

  #compact(): void {
    const pieces: IndexedChunk[] = [];
    const renumbered = new Map<number, number>();
    for (const [number, piece] of this.#pieces.entries())
      if (piece) renumbered.set(number, pieces.push(piece) - 1);
    this.#postingCount = 0;
    for (const [term, postings] of this.#postings) {
      const kept: number[] = [];
      for (let at = 0; at < postings.length; at += 2) {
        const number = renumbered.get(postings[at] ?? -1);
        if (number !== undefined) kept.push(number, postings[at + 1] ?? 0);
      }
      if (kept.length === 0) this.#postings.delete(term);
      else this.#postings.set(term, kept);
      this.#postingCount += kept.length / 2;
    }
    for (const [uri, numbers] of this.#byUri)
      this.#byUri.set(
        uri,
        numbers.flatMap((number) => renumbered.get(number) ?? []),
      );
    this.#pieces = pieces;
  }
}
