/** A conversation as a file that can be attached. Pure. */

/** A conversation takes no more of the context than that; its end counts most. */
const MAX_CHARS = 40_000;
const MAX_NAME_CHARS = 40;

/** @param markdown of the whole conversation, with a heading of the second level for each message */
export function conversationFile(title: string, markdown: string): { name: string; text: string } {
  const name = title
    .replaceAll(/[^\p{L}\p{N} ._-]+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, MAX_NAME_CHARS)
    .replace(/[ .]+$/, "");
  return { name: `${name || "chat"}.md`, text: ending(markdown) };
}

/** The last messages, whole where one begins among the characters that stay. */
function ending(markdown: string): string {
  if (markdown.length <= MAX_CHARS) return markdown;
  const last = markdown.slice(-MAX_CHARS);
  const start = last.indexOf("\n## ");
  return `…\n${start < 0 ? last : last.slice(start)}`;
}
