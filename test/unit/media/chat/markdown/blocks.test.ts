import assert from "node:assert/strict";
import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { BlockSplitter, type MarkdownBlock } from "../../../../../media/chat/markdown/blocks.ts";
import { markdownFencePlugin } from "../../../../../media/chat/markdown/markdown-fence.ts";

const markdown = new MarkdownIt();
markdownFencePlugin(markdown);
const split = (text: string, whole = true) => new BlockSplitter(markdown).split(text, whole);
const render = (blocks: readonly MarkdownBlock[]) =>
  blocks
    .map((block) =>
      block.kind === "text"
        ? markdown.render(block.source)
        : markdown.render(`~~~~~~${block.info}\n${block.code}~~~~~~\n`),
    )
    .join("");

const PIECES = [
  "# Title",
  "Some *words*",
  "- one",
  "- two",
  "  deeper",
  "1. first",
  "> said",
  "| a | b |",
  "| - | - |",
];
const FENCES = [
  "```markdown",
  "````md",
  "```ts",
  "```",
  "~~~",
  "    indented",
  "",
  "",
  "---",
  "`code`",
  "```ts src/a.ts",
];
const document = fc
  .array(fc.constantFrom(...PIECES, ...FENCES), { maxLength: 30 })
  .map((lines) => `${lines.join("\n")}\n`);

describe("blocks of a text that grows", () => {
  it("are the paragraphs, lists and code at its top", () => {
    assert.deepEqual(split("# A\n\nText\nmore.\n\n- one\n\n- two\n\n```ts a.ts\nlet x;\n```\nEnd."), [
      { kind: "text", source: "# A\n", level: 2 },
      { kind: "text", source: "Text\nmore.\n" },
      { kind: "text", source: "- one\n\n- two\n" },
      { kind: "code", info: "ts a.ts", code: "let x;\n", isOpen: false },
      { kind: "text", source: "End." },
    ]);
  });

  it("hold everything that the text would be drawn as, together", () => {
    fc.assert(
      fc.property(document, (text) => {
        assert.equal(render(split(text)), markdown.render(text));
      }),
    );
  });

  it("are the same, however the text came", () => {
    fc.assert(
      fc.property(document, fc.array(fc.nat(20), { maxLength: 40 }), (text, steps) => {
        const splitter = new BlockSplitter(markdown);
        let end = 0;
        for (const step of steps) {
          end += step;
          splitter.split(text.slice(0, end), false);
        }
        assert.deepEqual(splitter.split(text, true), split(text));
      }),
    );
  });

  it("stay the same objects, all but the last one", () => {
    fc.assert(
      fc.property(document, fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 40 }), (text, steps) => {
        const splitter = new BlockSplitter(markdown);
        let end = 0;
        let before: readonly MarkdownBlock[] = [];
        for (const step of steps) {
          end += step;
          const blocks = splitter.split(text.slice(0, end), false);
          for (const [index, block] of before.slice(0, -1).entries()) assert.equal(blocks[index], block);
          before = blocks;
        }
      }),
    );
  });

  it("show code as it comes, but not the marks that may end it", () => {
    const splitter = new BlockSplitter(markdown);
    const last = (text: string) => splitter.split(text, false).at(-1);
    assert.deepEqual(last("Hi\n\n```ts\nlet"), { kind: "code", info: "ts", code: "let", isOpen: true });
    assert.deepEqual(last("Hi\n\n```ts\nlet x\n``"), {
      kind: "code",
      info: "ts",
      code: "let x\n",
      isOpen: true,
    });
    assert.deepEqual(last("Hi\n\n```ts\nlet x\n```\n"), {
      kind: "code",
      info: "ts",
      code: "let x\n",
      isOpen: false,
    });
  });

  it("give headings the levels of an outline, whatever marks they have", () => {
    const levels = (text: string) =>
      split(text).flatMap((block) => (block.kind === "text" && block.level ? [block.level] : []));
    assert.deepEqual(levels("### A\n\ntext\n\n##### B\n\n## C\n\n### D\n\n# E\n"), [2, 3, 2, 3, 2]);
    assert.deepEqual(levels("# A\n\nB\n---\n\n> # quoted\n\n# C"), [2, 3, 2]);
    assert.deepEqual(levels("# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6\n"), [2, 3, 4, 5, 6, 6]);
    const splitter = new BlockSplitter(markdown);
    splitter.split("## A\n\nSome text\n\n#", false);
    assert.deepEqual(splitter.split("## A\n\nSome text\n\n### B", false).at(-1), {
      kind: "text",
      source: "### B",
      level: 3,
    });
  });

  it("cut a list of hundreds of items", () => {
    const items = Array.from({ length: 200 }, (_, index) => `${index + 1}. item`).join("\n");
    const blocks = split(items);
    assert.equal(blocks.length, 5);
    assert.match(render(blocks), /<ol start="41">/);
    assert.equal(render(blocks).match(/<li>/g)?.length, 200);
  });

  it("begin again with another text, and take every kind of line end", () => {
    const splitter = new BlockSplitter(markdown);
    splitter.split("One\n\nTwo", false);
    assert.deepEqual(splitter.split("Three\r\n\r\n```\r\nx\r\n```\r\n", true), [
      { kind: "text", source: "Three\n" },
      { kind: "code", info: "", code: "x\n", isOpen: false },
    ]);
  });

  it("take a megabyte of code that grows", () => {
    const splitter = new BlockSplitter(markdown);
    let text = `\`\`\`ts\n${"const x = 1;\n".repeat(80_000)}`;
    for (let piece = 0; piece < 200; piece++) {
      text += "let y;\n";
      const [block, ...others] = splitter.split(text, false);
      assert.equal(block?.kind === "code" && block.code.length, text.length - "```ts\n".length);
      assert.deepEqual(others, []);
    }
  });
});
