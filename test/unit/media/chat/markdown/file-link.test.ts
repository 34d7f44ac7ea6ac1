import assert from "node:assert/strict";
import MarkdownIt from "markdown-it";
import { fileLinkPlugin, fileOfCode, fileOfHref } from "../../../../../media/chat/markdown/file-link.ts";

const FILES = ["shop.ts", "src/shop.ts", "my shop.ts"];
const markdown = new MarkdownIt();
markdown.validateLink = (url) => fileOfHref(url) !== undefined || url.startsWith("https://");
fileLinkPlugin(markdown, (name) => FILES.includes(name));
const html = (text: string) => markdown.renderInline(text);
const link = (name: string, text: string, line?: number) =>
  `<a role="link" tabindex="0" data-open-file="${name}"${line ? ` data-line="${line}"` : ""} ` +
  `title="${name}${line ? `:${line}` : ""}">${text}</a>`;

describe("files that an answer names", () => {
  const hrefs: [string, ReturnType<typeof fileOfHref>][] = [
    ["shop.ts", { name: "shop.ts" }],
    ["src/shop.ts#L5", { name: "src/shop.ts", line: 5 }],
    ["src/shop.ts#L5-L9", { name: "src/shop.ts", line: 5 }],
    ["src/shop.ts#5", { name: "src/shop.ts", line: 5 }],
    ["src/shop.ts:12:3", { name: "src/shop.ts", line: 12 }],
    ["my%20shop.ts", { name: "my shop.ts" }],
    ["file:///w/src/shop.ts", { name: "/w/src/shop.ts" }],
    ["C:/w/shop.ts:3", { name: "C:/w/shop.ts", line: 3 }],
    ["#install", undefined],
    ["//example.org/shop.ts", undefined],
    ["https://example.org/shop.ts", undefined],
    ["javascript:alert(1)", undefined],
    ["command:workbench.action.quit", undefined],
    ["vscode://file/w/shop.ts", undefined],
    ["data:text/html,x", undefined],
    ["mailto:a@b.c", undefined],
    ["%zz", undefined],
    [`${"a/".repeat(200)}b.ts`, undefined],
  ];
  for (const [href, file] of hrefs)
    it(`are ${file ? "" : "not "}what a link leads to: ${href.slice(0, 40)}`, () => {
      assert.deepEqual(fileOfHref(href), file);
    });

  it("are code that looks like a path, and no other code", () => {
    assert.deepEqual(fileOfCode("src/shop.ts:12"), { name: "src/shop.ts", line: 12 });
    assert.deepEqual(fileOfCode("shop.ts:3-9"), { name: "shop.ts", line: 3 });
    for (const name of ["shop.ts", "./a", "Makefile", "LICENSE", ".gitignore", "app/[id]/page.tsx"])
      assert.deepEqual(fileOfCode(name), { name });
    for (const code of ["total", "add()", "a + b", "x: 1", "npm test src/a.ts", "Cart", "1.2", "a::b", ""])
      assert.equal(fileOfCode(code), undefined, code);
  });

  it("are links where the workspace has them", () => {
    assert.equal(html("See [the shop](src/shop.ts#L5)."), `See ${link("src/shop.ts", "the shop", 5)}.`);
    assert.equal(html("In `src/shop.ts:12`"), `In ${link("src/shop.ts", "<code>src/shop.ts:12</code>", 12)}`);
    assert.equal(html("[`shop.ts`](shop.ts)"), link("shop.ts", "<code>shop.ts</code>"));
    assert.equal(html("[it](<my shop.ts>)"), link("my shop.ts", "it"));
  });

  it("are text where it hasn't, without brackets", () => {
    assert.equal(
      html("[**b**](b.ts) and `b.ts`"),
      '<span title="b.ts"><strong>b</strong></span> and <code>b.ts</code>',
    );
    assert.equal(html("[x](command:x)"), "[x](command:x)");
  });

  it("are no links within a link to the web", () => {
    assert.equal(
      html("[`shop.ts`](https://example.org)"),
      '<a href="https://example.org"><code>shop.ts</code></a>',
    );
  });

  it("can't break out of their attributes", () => {
    assert.doesNotMatch(html('[x](<a"onclick="b.ts>) `a"b.ts`'), /"onclick|<a [^>]*onclick=/);
  });
});
