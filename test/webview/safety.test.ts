import assert from "node:assert/strict";
import type { ToView } from "../../src/chat/view/messages.ts";
import { answer, type ChatPage, EMPTY, forEachTest, question, thread } from "./chat-page.ts";

describe("the chat view: safety", function () {
  this.timeout(60_000);
  let chat: ChatPage;
  forEachTest((opened) => {
    chat = opened;
  });

  const field = () => chat.page.getByRole("textbox", { name: "Question" });

  it("shows whatever a model says as text, runs nothing, and loads nothing", async () => {
    const evil = [
      "<script>window.hacked = 1</script>",
      '<img src="x" onerror="window.hacked = 1">',
      '<svg onload="window.hacked = 1"></svg><iframe src="https://example.org"></iframe>',
      '<style>body { display: none }</style><a href="javascript:window.hacked=1">a</a>',
      "[link](javascript:window.hacked=1) [data](data:text/html,x) [command](command:x)",
      "![picture](https://example.org/p.png)",
      "```html\n<script>window.hacked = 1</script>\n```",
      '```ts" onmouseover="window.hacked=1\nx\n```',
      '<button data-code-action="terminal">Run</button>',
      "<|start|>assistant<|channel|>final<|message|>",
      `${"x".repeat(50_000)}`,
    ].join("\n\n");
    const requests: string[] = [];
    chat.page.on("request", (request) => requests.push(request.url()));
    await chat.show(thread(question(evil), answer(evil, { reasoning: evil, reasoningMs: 1_000 })));
    await chat.page.getByRole("button", { name: /Thought for/ }).click();
    await chat.drawn();
    assert.equal(await chat.page.evaluate(() => Reflect.get(window, "hacked")), undefined);
    assert.equal(
      await chat.page.locator(".answer [style], .answer [onerror], .answer [onmouseover]").count(),
      0,
    );
    // Two blocks of code, with four buttons each; in the thoughts as well.
    assert.equal(await chat.page.locator(".answer [data-code-action]").count(), 16);
    assert.equal(await chat.page.locator(".answer :is(script, img, svg, iframe, style)").count(), 0);
    const links = await chat.page
      .locator(".answer a")
      .evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    assert.deepEqual([...new Set(links)].sort(), ["https://example.org", "https://example.org/p.png"]);
    const own = new URL(chat.page.url()).origin;
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(own)),
      [],
    );
    assert.match(
      (await chat.page.locator(".answer").textContent()) ?? "",
      /<script>window\.hacked = 1<\/script>/,
    );
    const { scrollWidth, clientWidth } = await chat.width();
    assert.ok(scrollWidth <= clientWidth, "nothing makes the page wider than it is");
  });

  it("asks the extension to open a link, and goes nowhere itself", async () => {
    await chat.show(thread(question("Where?"), answer("See [this](https://example.org/a?b=1).")));
    const before = chat.page.url();
    await chat.page.getByRole("link", { name: "this" }).click();
    assert.deepEqual(await chat.until(({ type }) => type === "openLink"), {
      type: "openLink",
      href: "https://example.org/a?b=1",
    });
    assert.equal(chat.page.url(), before);
    await chat.page.getByRole("link", { name: "this" }).click({ button: "middle" });
    assert.equal(chat.told.filter(({ type }) => type === "openLink").length, 1);
    assert.equal(chat.page.context().pages().length, 1);
  });

  it("leaves out a message that is not one of the protocol", async () => {
    await chat.show(EMPTY);
    await chat.send(
      { type: "state", state: { thread: {} } } as unknown as ToView,
      { type: "nothing" } as unknown as ToView,
    );
    await chat.drawn();
    assert.ok(await field().isVisible());
  });
});
