/** Files that an answer names, as links: where a Markdown link leads to a path, and code that is a path. Pure. */
import type { MarkdownIt } from "markdown-it";

export interface FileLink {
  /** A path, or the end of one. */
  name: string;
  /** Counted from 1. */
  line?: number;
}

const MAX_CHARS = 300;
/** `#L5`, `#L5-L9`, `#5`, `:5`, `:5:1`, `:5-9`, or none. */
const PLACE = /^(.*?)(?:#L?(\d{1,7})(?:[C:-].*)?|:(\d{1,7})(?:[:-][\d:-]*)?)?$/;
/** Folders and a name, also of a drive; no address. */
const PATH = /^(?:[a-z]:)?[^:*?"<>|#\n]+$/i;
/** A name in code: without spaces, and with a folder, an ending, or as `Makefile` and `LICENSE` are. */
const NAME = /^(?:[a-z]:)?(?:[\w.@~+()[\]$-]*[\\/])*[\w.@~+-]+$/i;
const TELLING = /[\\/]|\.[A-Za-z]\w*$|^[A-Z]\w*file$|^[A-Z]{4,}$/;

/** Where a link leads to, when that is a path. */
export function fileOfHref(href: string): FileLink | undefined {
  const path = href.replace(/^file:\/\//i, "");
  if (path.startsWith("//")) return undefined;
  try {
    return place(decodeURIComponent(path), PATH);
  } catch {
    return undefined;
  }
}

/** The file that a piece of code names, when it may be one. */
export function fileOfCode(code: string): FileLink | undefined {
  const link = place(code.trim(), NAME);
  return link && TELLING.test(link.name) ? link : undefined;
}

function place(text: string, path: RegExp): FileLink | undefined {
  if (text.length > MAX_CHARS) return undefined;
  const [, name = "", afterHash, afterColon] = PLACE.exec(text) ?? [];
  if (!path.test(name)) return undefined;
  const line = afterHash ?? afterColon;
  return line === undefined ? { name } : { name, line: Number(line) };
}

type Token = ReturnType<MarkdownIt["parse"]>[number];

/** @param isFile whether the workspace has such a file, as far as that is known */
export function fileLinkPlugin(md: MarkdownIt, isFile: (name: string) => boolean): void {
  md.core.ruler.after("inline", "file_links", ({ tokens }) => {
    for (const { children } of tokens) markLinks(children ?? []);
  });
  const { rules } = md.renderer;
  const { escapeHtml } = md.utils;
  const nameOf = (token: Token | undefined) => String(token?.attrGet("file") ?? "");
  const open = (token: Token | undefined) => {
    const file = escapeHtml(nameOf(token));
    const line = token?.attrGet("line") ?? null;
    if (!isFile(nameOf(token))) return `<span title="${file}">`;
    const title = line === null ? file : `${file}:${line}`;
    const at = line === null ? "" : ` data-line="${line}"`;
    return `<a role="link" tabindex="0" data-open-file="${file}"${at} title="${title}">`;
  };
  rules.file_open = (tokens, index) => open(tokens[index]);
  rules.file_close = (tokens, index) => (isFile(nameOf(tokens[index])) ? "</a>" : "</span>");
  rules.file_code = (tokens, index) => {
    const code = `<code>${escapeHtml(tokens[index]?.content ?? "")}</code>`;
    return isFile(nameOf(tokens[index])) ? `${open(tokens[index])}${code}</a>` : code;
  };
}

/** Links to files, and code that names one outside of any link, become tokens of their own. */
function markLinks(tokens: readonly Token[]): void {
  let opened: { link: FileLink | undefined } | undefined;
  for (const token of tokens) {
    if (token.type === "link_open") {
      opened = { link: fileOfHref(String(token.attrGet("href") ?? "")) };
      mark(token, "file_open", opened.link);
    } else if (token.type === "link_close") {
      mark(token, "file_close", opened?.link);
      opened = undefined;
    } else if (token.type === "code_inline" && !opened) {
      mark(token, "file_code", fileOfCode(token.content));
    }
  }
}

function mark(token: Token, type: string, link: FileLink | undefined): void {
  if (!link) return;
  token.type = type;
  token.attrSet("file", link.name);
  if (link.line !== undefined) token.attrSet("line", String(link.line));
}
