import assert from "node:assert/strict";
import { openedConversation, streamedAnswer } from "../../bench/figures/webview.ts";
import { answer, type ChatPage, deltas, forEachTest, question, streaming, thread } from "./chat-page.ts";

/** How long it all takes is the benchmark's business (`bench/figures/webview.ts`). */
describe("the chat view: what is long", function () {
  this.timeout(120_000);
  let chat: ChatPage;
  forEachTest((opened) => {
    chat = opened;
  });
  const field = () => chat.page.getByRole("textbox", { name: "Question" });

  it("lets the user write while 300 tokens a second come after 2,000 lines", async () => {
    const streams = streamedAnswer(chat, 4);
    await chat.page.locator(".markdown").waitFor();
    await field().pressSequentially("And what about this?", { delay: 50 });
    const { frames } = await streams;
    assert.ok(frames.length > 0);
    assert.equal(await field().inputValue(), "And what about this?");
    const codes = await chat.page.locator(".code code").allTextContents();
    assert.ok(codes.length > 60);
    assert.match(codes.at(0) ?? "", /^export const value0 .*\n.*value15 .* \/\/ 15$/s);
  });

  it("opens a conversation of 500 turns at its end", async () => {
    await openedConversation(chat);
    assert.ok(await chat.page.locator("[data-message='answer 499'] .answer-foot").isVisible());
    assert.ok((await chat.page.locator("article").count()) <= 60);
  });

  it("shows a line of 50,000 characters, and code of a megabyte, and stays as wide as it is", async () => {
    const line = "word ".repeat(10_000);
    const code = `const a = "${"x".repeat(50_000)}";\n${"const x = 1;\n".repeat(80_000)}`;
    await chat.show(thread(question(line), answer(`${line}\n\n\`\`\`ts\n${code}\`\`\`\n`)));
    assert.equal((await chat.page.locator(".code code").textContent())?.length, code.length - 1);
    const { scrollWidth, clientWidth } = await chat.width();
    assert.ok(scrollWidth <= clientWidth);
    // What is out of sight isn't laid out.
    await chat.page.locator(".code").evaluate((element) => element.scrollIntoView());
    await chat.drawn();
    const pre = chat.page.locator(".code pre");
    assert.ok(
      await pre.evaluate((element) => element.scrollWidth > element.clientWidth),
      "long lines scroll",
    );
    await field().fill("Still here");
    assert.equal(await field().inputValue(), "Still here");
  });

  it("draws a table of a thousand rows that streams in, to its last one", async () => {
    await chat.show(streaming());
    await chat.send(...deltas("| a | b |\n| - | - |\n"));
    for (let row = 0; row < 1_000; row += 100)
      await chat.send(...deltas(...Array.from({ length: 100 }, (_, i) => `| ${row + i} | x |\n`)));
    await chat.page.locator("tr", { hasText: "999" }).waitFor();
    assert.equal(await chat.page.locator("tr").count(), 1_001);
  });
});
