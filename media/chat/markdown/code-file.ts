/** What a fence says of its code: language and file. Pure. */

export interface CodeInfo {
  /** "" where the fence doesn't name it. */
  language: string;
  file?: string;
}

/** Longer ones name no file. */
const MAX_LINE_CHARS = 200;
/** Folders and a name; no address, nothing with spaces. */
const PATH = /^(?:[\w.@~-]+[\\/])*[\w.@~-]+$/;
const COMMENT =
  /^\s*(?:\/\/|#|--|;|\/\*|<!--)\s*(?:file(?:name)?:\s*)?([^\s:*<>!]+(?::\\[^\s:*<>!]+)?)\s*(?:\*\/|-->)?\s*$/i;
const ATTRIBUTE = /^(?:title|file|filename|path)=["']?([^"']+)["']?$/;

/** `ts src/a.ts`, `ts title="src/a.ts"`, `ts:src/a.ts`, `src/a.ts`, or a first line that is a comment with a path. */
export function codeInfo(fence: string, code: string): CodeInfo {
  const words = fence.slice(0, MAX_LINE_CHARS).trim().split(/\s+/);
  // The word that is cut off is no name.
  if (fence.length > MAX_LINE_CHARS) words.pop();
  const [first = "", ...rest] = words;
  const [, beforeColon = first, afterColon = ""] = /^([\w+#.-]+):(.+)$/.exec(first) ?? [];
  const isPath = looksLikePath(beforeColon);
  const language = isPath ? (/\.(\w+)$/.exec(beforeColon)?.[1] ?? "") : beforeColon;
  const named = [...rest.map((word) => ATTRIBUTE.exec(word)?.[1] ?? word), afterColon].find(looksLikePath);
  const file = named ?? (isPath ? beforeColon : (pathInComment(code) ?? pathInDiff(language, code)));
  return file === undefined ? { language } : { language, file };
}

/** The one that a unified diff leaves behind, without git's `b/`. */
function pathInDiff(language: string, code: string): string | undefined {
  if (language !== "diff" && language !== "patch") return undefined;
  const path = /^\+\+\+ (?:b\/)?(\S+)/m.exec(code)?.[1];
  return path !== undefined && looksLikePath(path) && !path.startsWith("/dev/") ? path : undefined;
}

/** A name alone needs an ending: "Makefile" may be a language, "1.2" a version. */
const looksLikePath = (text: string) =>
  PATH.test(text) && (/[\\/]/.test(text) || /\w\.[a-z]\w*$/i.test(text));

function pathInComment(code: string): string | undefined {
  const head = code.slice(0, MAX_LINE_CHARS);
  const end = head.indexOf("\n");
  if (end < 0) return undefined;
  const path = COMMENT.exec(head.slice(0, end))?.[1];
  return path !== undefined && looksLikePath(path) ? path : undefined;
}
