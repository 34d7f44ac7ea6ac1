/**
 * Markdown to HTML. HTML in the text is text; links lead nowhere by themselves; pictures aren't loaded. What comes
 * out still goes through the sanitizer (`sanitize.ts`).
 */
import MarkdownIt from "markdown-it";
import { t } from "../strings.ts";
import { type CodeInfo, codeInfo } from "./code-file.ts";
import { fileLinkPlugin, fileOfHref } from "./file-link.ts";
import { highlight, isShell } from "./highlight.ts";
import { isKnownFile } from "./known-files.ts";
import { markdownFencePlugin } from "./markdown-fence.ts";
import { mathsPlugin } from "./maths.ts";
import { taskListPlugin } from "./task-list.ts";
import { typeset } from "./typeset.ts";

export const markdown = new MarkdownIt({ html: false, linkify: true, breaks: false });
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
mathsPlugin(markdown, typeset);
taskListPlugin(markdown);
markdownFencePlugin(markdown);
fileLinkPlugin(markdown, isKnownFile);

const isWebLink = (url: string) => /^https?:\/\//i.test(url.trim());
/** Only what the extension opens after a click. */
markdown.validateLink = (url) => isWebLink(url) || fileOfHref(url) !== undefined;

const { escapeHtml } = markdown.utils;

markdown.renderer.rules.image = (tokens, index) => {
  const token = tokens[index];
  const source = String(token?.attrGet("src") ?? "");
  const url = escapeHtml(source);
  const name = escapeHtml(token?.content || t("image"));
  return isWebLink(source)
    ? `<a href="${url}" title="${url}">${name}</a>`
    : `<span title="${url}">${name}</span>`;
};
markdown.renderer.rules.link_open = (tokens, index) => {
  const url = escapeHtml(String(tokens[index]?.attrGet("href") ?? ""));
  // Where it leads can be seen before it is clicked.
  return `<a href="${url}" title="${url}">`;
};
markdown.renderer.rules.fence = (tokens, index) =>
  codeHtml(tokens[index]?.content ?? "", tokens[index]?.info ?? "");
markdown.renderer.rules.code_block = (tokens, index) => codeHtml(tokens[index]?.content ?? "", "");
markdown.renderer.rules.table_open = () => `<div class="table-frame" tabindex="0"><table>`;
for (const tag of ["th", "td"])
  markdown.renderer.rules[`${tag}_open`] = (tokens, index) => {
    // As a class: the page's policy allows no style in HTML.
    const [, align] = /text-align:(\w+)/.exec(String(tokens[index]?.attrGet("style") ?? "")) ?? [];
    return align === undefined ? `<${tag}>` : `<${tag} class="align-${align}">`;
  };
markdown.renderer.rules.table_close = () => "</table></div>";

/** @param level of the heading, where the text is one; a heading within a list or a quote is no part of the outline */
export function renderMarkdown(text: string, level?: number): string {
  const tokens = markdown.parse(text, {});
  for (const token of tokens) {
    if (token.type !== "heading_open" && token.type !== "heading_close") continue;
    const isPart = token.level === 0 && level !== undefined;
    token.tag = isPart ? `h${level}` : "p";
    if (!isPart && token.nesting > 0) token.attrJoin("class", "heading");
  }
  return markdown.renderer.render(tokens, markdown.options, {});
}

/** A block of code within a list or a quote. */
function codeHtml(content: string, info: string): string {
  const code = content.replace(/\n$/, "");
  const what = codeInfo(info, content);
  const { language, file } = what;
  const body = highlight(code, language) ?? escapeHtml(code);
  return (
    `<div class="code" data-language="${escapeHtml(language)}" data-file="${escapeHtml(file ?? "")}">` +
    `<div>${codeBar(what, false)}</div><pre tabindex="0"><code>${body}</code></pre></div>`
  );
}

/** The bar over a block: what it is, and what can be done with it once it is whole (`code-actions.ts`). */
export function codeBar({ language, file, files }: CodeInfo, isOpen: boolean): string {
  const name = files ? t("{0} files", files.length) : (file ?? language);
  const names = files?.join(", ");
  const one = file === undefined ? t("Apply to file") : t("Apply to {0}", file);
  const apply = files && names ? t("Apply to {0} files: {1}", files.length, names) : one;
  const actions = [
    ...(isShell(language) ? [button("terminal", "run", t("Run in terminal"))] : []),
    button("copy", "copy", t("Copy code")),
    button("insert", "insert", t("Insert at cursor")),
    button("apply", "git-pull-request-go-to-changes", apply),
    button("more", "ellipsis", t("More actions"), ' aria-haspopup="menu"'),
  ];
  return (
    `<div class="code-bar"><span class="code-name" title="${escapeHtml(names ?? name)}">${escapeHtml(name)}</span>` +
    `<span class="code-actions">${isOpen ? "" : actions.join("")}</span></div>`
  );
}

function button(action: string, icon: string, label: string, more = ""): string {
  const name = escapeHtml(label);
  return `<button type="button" class="icon-button codicon codicon-${icon}" data-code-action="${action}" title="${name}" aria-label="${name}"${more}></button>`;
}
