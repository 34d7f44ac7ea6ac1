/** Code fences that the code inside can't close. */

const MIN_FENCE_CHARS = 3;

/** Length of the longest run of backticks in a text. */
export function longestBacktickRun(text: string): number {
  let longest = 0;
  for (const run of text.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  return longest;
}

/** A fence longer than any run of backticks in the texts. */
export function fenceFor(texts: Iterable<string>): string {
  let length = MIN_FENCE_CHARS;
  for (const text of texts) length = Math.max(length, longestBacktickRun(text) + 1);
  return "`".repeat(length);
}
