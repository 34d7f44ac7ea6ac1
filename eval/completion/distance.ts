/** How far two texts are from each other. */

/** Longer texts are compared up to here. */
const MAX_CHARS = 2_000;

/** The fewest characters that are put in, taken out or replaced to make one text the other (Levenshtein). */
export function editDistance(one: string, other: string): number {
  const [a, b] = [one.slice(0, MAX_CHARS), other.slice(0, MAX_CHARS)];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return (row[b.length] ?? 0) + Math.abs(one.length - a.length - (other.length - b.length));
}

/** The length of the longest sequence of characters that both texts have, not necessarily side by side. */
export function commonLength(one: string, other: string): number {
  const [a, b] = [one.slice(0, MAX_CHARS), other.slice(0, MAX_CHARS)];
  let row = new Array<number>(b.length + 1).fill(0);
  for (let i = 1; i <= a.length; i++) {
    const next = [0];
    for (let j = 1; j <= b.length; j++) {
      next.push(
        a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
          ? (row[j - 1] ?? 0) + 1
          : Math.max(row[j] ?? 0, next[j - 1] ?? 0),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
