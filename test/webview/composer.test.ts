import assert from "node:assert/strict";
import { answer, type ChatPage, EMPTY, forEachTest, question, thread } from "./chat-page.ts";

describe("the chat view: the composer", function () {
  this.timeout(60_000);
  let chat: ChatPage;
  forEachTest((opened) => {
    chat = opened;
  });

  const field = () => chat.page.getByRole("textbox", { name: "Question" });

  it("sends with Enter, breaks the line with Shift, stops with Escape", async () => {
    await chat.show(EMPTY);
    await field().pressSequentially("Why");
    await chat.page.keyboard.press("Shift+Enter");
    await field().pressSequentially("so?");
    await chat.page.keyboard.press("Enter");
    assert.deepEqual(await chat.until(({ type }) => type === "send"), { type: "send", text: "Why\nso?" });
    assert.equal(await field().inputValue(), "");
    await chat.show({ ...EMPTY, thread: { ...EMPTY.thread, busy: true } });
    await chat.page.keyboard.press("Escape");
    await chat.until(({ type }) => type === "stop");
    await chat.show(EMPTY);
    await chat.page.keyboard.press("Escape");
    await chat.until(({ type }) => type === "focusEditor");
  });

  it("edits the last question with the arrow key, and tells that it does", async () => {
    const asked = thread(
      question("First?"),
      answer("One."),
      question("Second?", { id: "q2" }),
      answer("Two."),
    );
    await chat.show(asked);
    await field().press("ArrowUp");
    assert.deepEqual(await chat.until(({ type }) => type === "edit"), { type: "edit", messageId: "q2" });
    await chat.show({ ...asked, editing: "q2", draft: "Second?" });
    assert.equal(await field().inputValue(), "Second?");
    assert.ok(await chat.page.getByText("Editing an earlier question").isVisible());
    await field().press("Escape");
    await chat.until((message) => message.type === "edit" && message.messageId === undefined);
  });

  it("picks files, context and commands by key, from the latest list alone", async () => {
    await chat.show(EMPTY);
    await field().pressSequentially("See @ar");
    const asked = await chat.until((message) => message.type === "suggest" && message.query === "ar");
    assert.ok(asked.type === "suggest" && asked.trigger === "@");
    const ref = { kind: "file" as const, uri: "file:///w/area.ts" };
    await chat.send(
      {
        type: "suggestions",
        id: asked.id - 1,
        items: [{ icon: "file", label: "old", description: "", insert: "old" }],
      },
      {
        type: "suggestions",
        id: asked.id,
        items: [
          { icon: "file", label: "arc.ts", description: "src", insert: "arc.ts" },
          { icon: "file", label: "area.ts", description: "src", insert: "area.ts", ref },
        ],
      },
    );
    await chat.drawn();
    assert.deepEqual(await chat.page.locator(".picker-label").allInnerTexts(), ["arc.ts", "area.ts"]);
    await field().press("ArrowDown");
    assert.equal(await field().getAttribute("aria-activedescendant"), "picker-1");
    await field().press("Enter");
    assert.deepEqual(await chat.until(({ type }) => type === "attach"), {
      type: "attach",
      ref,
      mention: "area.ts",
    });
    assert.equal(await field().inputValue(), "See area.ts ");
    assert.equal(
      chat.told.some(({ type }) => type === "send"),
      false,
    );
  });

  it("shows what is attached, with a way to remove it", async () => {
    const chip = {
      id: "c1",
      icon: "file",
      label: "area.ts",
      detail: "src/area.ts",
      tokens: 1_200,
      uri: "file:///a",
    };
    await chat.show({ ...EMPTY, chips: [chip, { ...chip, id: "c2", label: "big.ts", warning: true }] });
    assert.match((await chat.page.locator(".chip").first().textContent()) ?? "", /area\.ts\s*1,200 tokens/);
    await chat.page.getByRole("button", { name: "Remove area.ts" }).click();
    assert.deepEqual(await chat.until(({ type }) => type === "removeChip"), { type: "removeChip", id: "c1" });
    await chat.page.getByRole("button", { name: "area.ts. src/area.ts" }).click();
    assert.deepEqual(await chat.until(({ type }) => type === "openChip"), {
      type: "openChip",
      uri: "file:///a",
    });
  });

  it("shows what the user looks at as attached by itself, and lets them have it back when they didn't want it", async () => {
    const chip = { id: "c1", icon: "file", label: "area.ts", detail: "src/area.ts", faint: true };
    await chat.show({ ...EMPTY, chips: [chip] });
    const back = chat.page.getByRole("button", { name: "Attach the selection or the open file again" });
    assert.equal(await chat.page.locator(".chip-faint").count(), 1);
    assert.equal(await back.count(), 0);
    await chat.page.getByRole("button", { name: "Remove area.ts" }).click();
    assert.deepEqual(await chat.until(({ type }) => type === "removeChip"), { type: "removeChip", id: "c1" });
    await chat.show({ ...EMPTY, looksAway: true });
    await back.click();
    await chat.until(({ type }) => type === "look");
  });

  it("attaches files that are dropped", async () => {
    await chat.show(EMPTY);
    await chat.page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData("text/uri-list", "file:///w/a.ts\r\nfile:///w/b.ts");
      document.querySelector(".chat")?.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
    });
    assert.deepEqual(await chat.until(({ type }) => type === "attachUris"), {
      type: "attachUris",
      uris: ["file:///w/a.ts", "file:///w/b.ts"],
    });
  });

  it("shows what takes the context", async () => {
    const meter = {
      usedTokens: 6_000,
      contextTokens: 8_192,
      parts: [{ label: "Attached", tokens: 5_000 }],
      rule: "When it is full, the oldest turns go.",
    };
    await chat.show({ ...EMPTY, meter });
    await chat.page.getByRole("button", { name: "Context: 73% used" }).focus();
    assert.match(
      (await chat.page.locator(".meter-details").textContent()) ?? "",
      /6,000 of 8,192.*Attached.*5,000.*oldest/s,
    );
  });

  it("keeps what is typed, a while after the last key", async () => {
    await chat.show(EMPTY);
    await field().pressSequentially("Why", { delay: 20 });
    assert.deepEqual(await chat.until(({ type }) => type === "draft"), { type: "draft", text: "Why" });
    assert.equal(chat.told.filter(({ type }) => type === "draft").length, 1);
  });

  it("says that what is sent while an answer comes is sent after it, and takes it back before what was typed since", async () => {
    const busy = { ...EMPTY, thread: { ...EMPTY.thread, busy: true } };
    await chat.show(busy);
    await field().pressSequentially("Next");
    await field().press("Enter");
    assert.deepEqual(await chat.until(({ type }) => type === "send"), { type: "send", text: "Next" });
    assert.equal(await field().inputValue(), "");
    await chat.show({ ...busy, queued: "Next" });
    assert.ok(await chat.page.getByText("Sent when this answer is finished: Next").isVisible());
    await chat.page.getByRole("button", { name: "Take Back" }).click();
    await chat.until(({ type }) => type === "takeBack");
    await field().fill("And then?");
    await chat.send({ type: "focus", before: "Next" });
    await chat.show(busy);
    assert.equal(await field().inputValue(), "Next\n\nAnd then?");
    await chat.page.getByRole("button", { name: "Stop (Escape)" }).click();
    await chat.until(({ type }) => type === "stop");
  });

  it("takes Enter for the word that an input method composes", async () => {
    await chat.show(EMPTY);
    await field().fill("かな");
    await field().evaluate((element) =>
      element.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true })),
    );
    await chat.drawn();
    assert.equal(
      chat.told.some(({ type }) => type === "send"),
      false,
    );
    assert.equal(await field().inputValue(), "かな");
  });

  it("grows with its text up to ten lines", async () => {
    await chat.show(EMPTY);
    const height = () => field().evaluate((element) => element.clientHeight);
    const one = await height();
    await field().fill(Array(5).fill("line").join("\n"));
    const five = await height();
    await field().fill(Array(30).fill("line").join("\n"));
    const thirty = await height();
    assert.ok(five > 3.5 * one && thirty > five, `${one} ${five} ${thirty}`);
    assert.ok(thirty < 11 * one, `${one} ${thirty}`);
  });

  it("closes the list with Escape, and then only ends what comes next", async () => {
    await chat.show(EMPTY);
    await field().pressSequentially("/ex");
    const asked = await chat.until((message) => message.type === "suggest" && message.query === "ex");
    assert.ok(asked.type === "suggest" && asked.trigger === "/");
    const items = [{ icon: "comment", label: "/explain", description: "Explains", insert: "/explain" }];
    await chat.send({ type: "suggestions", id: asked.id, items });
    await chat.page.getByRole("option", { name: /explain/ }).waitFor();
    await field().press("Escape");
    assert.equal(await chat.page.getByRole("listbox").count(), 0);
    assert.equal(
      chat.told.some(({ type }) => type === "focusEditor"),
      false,
    );
    await field().fill("");
    await field().pressSequentially("/e");
    const again = await chat.until(
      (message) => message.type === "suggest" && message.query === "e" && message.id > asked.id,
    );
    assert.ok(again.type === "suggest");
    await chat.send({ type: "suggestions", id: again.id, items });
    await chat.page.getByRole("option", { name: /explain/ }).waitFor();
    await field().press("Tab");
    assert.equal(await field().inputValue(), "/explain ");
  });

  it("sets how long the model thinks", async () => {
    await chat.show(EMPTY);
    await chat.page.getByRole("combobox", { name: "Reasoning effort" }).selectOption("High");
    assert.deepEqual(await chat.until(({ type }) => type === "setEffort"), {
      type: "setEffort",
      effort: "high",
    });
  });

  it("takes the focus, and a text, from the extension", async () => {
    await chat.show(EMPTY);
    await chat.page.getByRole("button", { name: "New chat" }).focus();
    await chat.send({ type: "focus", text: "Back again" });
    await chat.drawn();
    assert.equal(await field().inputValue(), "Back again");
    assert.ok(await field().evaluate((element) => element === document.activeElement));
  });
});
