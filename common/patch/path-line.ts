/** Lines that name a file. */

/** Longer ones name none. */
const MAX_LINE_CHARS = 200;
/** Folders and a name; no address, nothing with spaces. */
const PATH = /^(?:[\w.@~-]+[\\/])*[\w.@~-]+$/;
const COMMENT =
  /^\s*(?:\/\/|#|--|;|\/\*|<!--)\s*(?:file(?:name)?:\s*)?([^\s:*<>!]+(?::\\[^\s:*<>!]+)?)\s*(?:\*\/|-->)?\s*$/i;
/** In Markdown, as the words of an answer. */
const TITLE = /^\s*(?:#+\s*)?(?:\*\*|`|file(?:name)?:\s*)*([^\s*`]+?)(?:\*\*|`)*:?\s*$/i;

/** A name alone needs an ending: "Makefile" may be a language, "1.2" a version. */
export function looksLikePath(text: string): boolean {
  return PATH.test(text) && (/[\\/]/.test(text) || /\w\.[a-z]\w*$/i.test(text));
}

/** The path that a comment consists of. */
export function pathInComment(line: string): string | undefined {
  const path = line.length > MAX_LINE_CHARS ? undefined : COMMENT.exec(line)?.[1];
  return path !== undefined && looksLikePath(path) ? path : undefined;
}

/** The path that a line consists of, with or without a comment's marks, or those of Markdown. */
export function pathInLine(line: string): string | undefined {
  const path = line.length > MAX_LINE_CHARS ? undefined : TITLE.exec(line)?.[1];
  return path !== undefined && looksLikePath(path) ? path : pathInComment(line);
}
