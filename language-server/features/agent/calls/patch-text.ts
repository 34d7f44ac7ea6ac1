/** A patch as text: where it begins and ends, and how it is freed of what is around it. */

export const PATCH_BEGIN = "*** Begin Patch";
export const PATCH_END = "*** End Patch";

const ESCAPED: Record<string, string> = { n: "\n", t: "\t", r: "\r" };

/** A text in which line breaks and quotes were escaped. */
export function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => ESCAPED[sign] ?? sign);
}

/** The patch in a text, with its line breaks as such; the text where it has none. */
export function patchIn(text: string): string {
  // A patch is never one line: its line breaks were escaped twice.
  const lines = text.includes("\n") ? text : unescaped(text);
  const begin = lines.indexOf(PATCH_BEGIN);
  const end = lines.lastIndexOf(PATCH_END);
  return begin < 0 ? lines : lines.slice(begin, end < begin ? undefined : end + PATCH_END.length);
}
