import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { answer, type ChatPage, EMPTY, forEachTest, question, thread } from "./chat-page.ts";

describe("the chat view: conversations", function () {
  this.timeout(60_000);
  let chat: ChatPage;
  forEachTest((opened) => {
    chat = opened;
  });

  it("finds, renames and deletes conversations", async () => {
    const threads = [
      { id: "t1", title: "Areas", when: "today, 14:05" },
      { id: "t2", title: "Lists", when: "yesterday", excerpt: "… a list of areas …" },
    ];
    await chat.show({ ...EMPTY, threads });
    const { page } = chat;
    await page.getByRole("button", { name: "Chats" }).click();
    await page.getByRole("searchbox").fill("areas");
    await chat.until((message) => message.type === "searchThreads" && message.query === "areas");
    await page.getByRole("button", { name: /^Areas/ }).focus();
    await page.getByRole("button", { name: "Rename Areas" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: "Chat name" }).fill("Surfaces");
    await page.keyboard.press("Enter");
    assert.deepEqual(await chat.until(({ type }) => type === "renameThread"), {
      type: "renameThread",
      id: "t1",
      title: "Surfaces",
    });
    await page.getByRole("button", { name: /^Lists/ }).focus();
    await page.getByRole("button", { name: "Delete Lists" }).focus();
    await page.keyboard.press("Enter");
    assert.deepEqual(await chat.until(({ type }) => type === "deleteThread"), {
      type: "deleteThread",
      id: "t2",
    });
    await page.getByRole("button", { name: /^Areas/ }).click();
    assert.deepEqual(await chat.until(({ type }) => type === "openThread"), { type: "openThread", id: "t1" });
    assert.equal(await page.getByRole("searchbox").count(), 0);
  });

  it("goes through the list by arrow keys, and back to the field with Escape", async () => {
    const threads = ["Areas", "Lists"].map((title) => ({ id: title, title, when: "today" }));
    await chat.show({ ...EMPTY, threads });
    await chat.send({ type: "showThreads" });
    const { page } = chat;
    await focused(page, "input[type=search]");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.deepEqual(await chat.until(({ type }) => type === "openThread"), {
      type: "openThread",
      id: "Lists",
    });
    await chat.send({ type: "showThreads" });
    await focused(page, "input[type=search]");
    await page.keyboard.press("Escape");
    await focused(page, "textarea");
    assert.equal(await page.getByRole("searchbox").count(), 0);
  });

  it("renames in place: Enter keeps the new name, Escape the old one", async () => {
    await chat.show(thread(question("Why?"), answer("So.")));
    const { page } = chat;
    const name = page.getByRole("textbox", { name: "Chat name" });
    await page.getByRole("button", { name: "A chat", exact: true }).click();
    await name.fill("Something else");
    await page.keyboard.press("Escape");
    await chat.drawn();
    assert.equal(
      chat.told.some(({ type }) => type === "renameThread"),
      false,
    );
    await page.getByRole("button", { name: "A chat", exact: true }).click();
    await name.fill("Areas");
    await page.keyboard.press("Enter");
    await chat.drawn();
    assert.deepEqual(
      chat.told.filter(({ type }) => type === "renameThread"),
      [{ type: "renameThread", id: "thread", title: "Areas" }],
    );
  });

  it("begins, exports, deletes and clears", async () => {
    await chat.show({
      ...thread(question("Why?"), answer("So.")),
      threads: [{ id: "thread", title: "A chat", when: "now" }],
    });
    const { page } = chat;
    await page.getByRole("button", { name: "New chat" }).click();
    await chat.until(({ type }) => type === "newThread");
    for (const [label, type] of [
      ["Export as Markdown", "exportThread"],
      ["Delete chat", "deleteThread"],
    ] as const) {
      await page.getByRole("banner").getByRole("button", { name: "More actions" }).click();
      await page.getByRole("menuitem", { name: label }).click();
      assert.deepEqual(await chat.until((message) => message.type === type), { type, id: "thread" });
    }
    await page.getByRole("button", { name: "Chats", exact: true }).click();
    await page.getByRole("button", { name: "Delete all chats" }).click();
    await chat.until(({ type }) => type === "clearThreads");
  });
});

/** Waits until the keyboard's focus is there. */
async function focused(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector);
}
