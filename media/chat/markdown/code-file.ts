/** What a fence, and the code itself, say of the code: language and files. Pure. */
import { parsePatch } from "../../../common/patch/parse.ts";
import { looksLikePath, pathInComment } from "../../../common/patch/path-line.ts";

export interface CodeInfo {
  /** "" where the fence doesn't name it; that of a patch is "diff". */
  language: string;
  file?: string;
  /** Those that a patch is for, where they are several. */
  files?: readonly string[];
}

/** Longer ones name no file. */
const MAX_LINE_CHARS = 200;
const ATTRIBUTE = /^(?:title|file|filename|path)=["']?([^"']+)["']?$/;

/**
 * `ts src/a.ts`, `ts title="src/a.ts"`, `ts:src/a.ts`, `src/a.ts`, or a first line that is a comment with a path. A patch
 * names its files itself.
 */
export function codeInfo(fence: string, code: string): CodeInfo {
  const words = fence.slice(0, MAX_LINE_CHARS).trim().split(/\s+/);
  // The word that is cut off is no name.
  if (fence.length > MAX_LINE_CHARS) words.pop();
  const [first = "", ...rest] = words;
  const [, beforeColon = first, afterColon = ""] = /^([\w+#.-]+):(.+)$/.exec(first) ?? [];
  const isPath = looksLikePath(beforeColon);
  const language = isPath ? (/\.(\w+)$/.exec(beforeColon)?.[1] ?? "") : beforeColon;
  const named = [...rest.map((word) => ATTRIBUTE.exec(word)?.[1] ?? word), afterColon].find(looksLikePath);
  const file = named ?? (isPath ? beforeColon : pathInFirstLine(code));
  return patchInfo(code, language, file) ?? { language, ...(file === undefined ? {} : { file }) };
}

function patchInfo(code: string, tag: string, named: string | undefined): CodeInfo | undefined {
  const patch = parsePatch(code, tag);
  if (!patch) return undefined;
  const files = [...new Set(patch.files.flatMap(({ path }) => path ?? []))];
  const file = files[0] ?? named;
  if (files.length > 1) return { language: "diff", files };
  return { language: "diff", ...(file === undefined ? {} : { file }) };
}

function pathInFirstLine(code: string): string | undefined {
  const head = code.slice(0, MAX_LINE_CHARS);
  const end = head.indexOf("\n");
  return end < 0 ? undefined : pathInComment(head.slice(0, end));
}
