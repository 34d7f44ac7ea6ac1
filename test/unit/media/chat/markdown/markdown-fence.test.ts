import assert from "node:assert/strict";
import MarkdownIt from "markdown-it";
import { BlockSplitter } from "../../../../../media/chat/markdown/blocks.ts";
import { markdownFencePlugin } from "../../../../../media/chat/markdown/markdown-fence.ts";

const markdown = new MarkdownIt();
markdownFencePlugin(markdown);
const codes = (text: string) =>
  new BlockSplitter(markdown)
    .split(text, true)
    .map((block) => (block.kind === "code" ? block.code : block.source));

/** A page with two blocks of code of its own. */
const PAGE = "# Tool\n\n```sh\nmake\n```\n\nUse it:\n\n```js\nuse();\n```\n\nEnd\n";

describe("a block of Markdown with blocks in it", () => {
  for (const language of ["markdown", "md", "mdx", "Markdown", "md README.md"])
    it(`is one block: ${language}`, () => {
      assert.deepEqual(codes(`Here:\n\n\`\`\`${language}\n${PAGE}\`\`\`\n\nSave it.`), [
        "Here:\n",
        PAGE,
        "Save it.",
      ]);
    });

  it("shows the same whatever the pieces that it comes in", () => {
    const text = `\`\`\`md\n${PAGE}\`\`\`\nSave it.`;
    const splitter = new BlockSplitter(markdown);
    for (let end = 1; end <= text.length; end++) {
      const blocks = splitter.split(text.slice(0, end), false);
      const isInside = end < text.length - "Save it.".length;
      if (end > "```md\n".length && isInside)
        assert.deepEqual(
          blocks.map(({ kind }) => kind),
          ["code"],
          text.slice(0, end),
        );
    }
    assert.deepEqual(
      splitter.split(text, true).map((block) => (block.kind === "code" ? block.code : block.source)),
      [PAGE, "Save it."],
    );
  });

  it("ends where a longer fence does, as it always did", () => {
    assert.deepEqual(codes(`\`\`\`\`markdown\n${PAGE}\`\`\`\`\nSave it.`), [PAGE, "Save it."]);
    assert.deepEqual(codes("````md\n```js\nnot closed\n````\nSave it."), ["```js\nnot closed\n", "Save it."]);
    assert.deepEqual(codes("~~~md\n```js\nnot closed\n~~~\nSave it."), ["```js\nnot closed\n", "Save it."]);
  });

  it("is one in a list as well", () => {
    const html = markdown.render("1. Write\n\n   ```md\n   # A\n   ```js\n   x\n   ```\n   ```\n2. Save\n");
    assert.match(html, /<code class="language-md"># A\n```js\nx\n```\n<\/code>/);
    assert.equal(html.match(/<li>/g)?.length, 2);
  });

  it("is no other language's: a bare fence ends those", () => {
    assert.deepEqual(codes("```text\n```js\nx\n```\nEnd"), ["```js\nx\n", "End"]);
  });
});
