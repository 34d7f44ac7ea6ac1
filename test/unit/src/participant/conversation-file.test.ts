import assert from "node:assert/strict";
import { conversationFile } from "../../../../src/participant/conversation-file.ts";

describe("the file of a conversation that goes along", () => {
  it("is named after its title, as far as a file can be", () => {
    assert.equal(conversationFile("Explain src/shop.ts: why?", "x").name, "Explain src shop.ts why.md");
    assert.equal(conversationFile("修复登录", "x").name, "修复登录.md");
    assert.equal(conversationFile("Correct it.", "x").name, "Correct it.md");
    for (const title of ["", "???", " / "]) assert.equal(conversationFile(title, "x").name, "chat.md");
    assert.ok(conversationFile("a".repeat(200), "x").name.length < 60);
  });

  it("has all of a short one, and the last whole messages of a long one", () => {
    const short = "# T\n\n## Question\n\nWhy?\n";
    assert.equal(conversationFile("T", short).text, short);
    const message = (n: number) => `\n\n## Answer\n\n${n} ${"word ".repeat(200)}`;
    const { text } = conversationFile(
      "T",
      `# T${Array.from({ length: 100 }, (_, n) => message(n)).join("")}`,
    );
    assert.ok(text.length <= 40_010);
    assert.ok(text.startsWith("…\n\n## Answer\n\n"));
    assert.ok(text.includes("\n\n99 word"));
  });
});
