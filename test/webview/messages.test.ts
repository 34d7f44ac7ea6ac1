import assert from "node:assert/strict";
import type { AnswerView } from "../../src/chat/view/messages.ts";
import { until } from "../workbench/until.ts";
import { answer, type ChatPage, CODE, EMPTY, forEachTest, question, streaming, thread } from "./chat-page.ts";

describe("the chat view: messages", function () {
  this.timeout(60_000);
  let chat: ChatPage;
  forEachTest((opened) => {
    chat = opened;
  });

  it("folds thoughts, and unfolds them only for who asks", async () => {
    await chat.show(streaming());
    await chat.send({ type: "delta", threadId: "thread", messageId: "a", channel: "reasoning", text: "Hm." });
    const fold = chat.page.getByRole("button", { name: "Thinking…" });
    assert.equal(await fold.getAttribute("aria-expanded"), "false");
    assert.equal(await chat.page.getByText("Hm.").count(), 0);
    await fold.click();
    await chat.page.getByText("Hm.").waitFor();
    await chat.show(streaming({ answer: "So.", reasoning: "Hm.", reasoningMs: 3_200, state: "done" }));
    assert.equal(
      await chat.page.getByRole("button", { name: "Thought for 3.2 s" }).getAttribute("aria-expanded"),
      "true",
    );
  });

  it("follows the answer at its end, stays where the user has scrolled to, and brings them back", async () => {
    await chat.show(streaming());
    const lines = (count: number) => Array.from({ length: count }, (_, i) => `Line ${i}.\n\n`);
    const gap = () =>
      chat.page.locator(".scroller").evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);
    await chat.stream(...lines(60));
    assert.ok((await gap()) < 5);
    await chat.page.locator(".scroller").evaluate((e) => e.scrollTo(0, 500));
    await chat.drawn();
    await chat.stream(...lines(20));
    assert.equal(await chat.page.locator(".scroller").evaluate((e) => e.scrollTop), 500);
    await chat.page.getByRole("button", { name: "Scroll to bottom" }).click();
    await chat.stream(...lines(20));
    assert.ok((await gap()) < 5);
  });

  it("says why an answer is not whole, with the button that helps, and what the model no longer sees", async () => {
    await chat.show(
      thread(
        question("Old?", { forgotten: true }),
        answer("Old.", { forgotten: true }),
        question("New?"),
        answer("Bec", {
          id: "cut",
          state: "cut",
          notice: {
            severity: "warning",
            text: "The engine stopped in the middle.",
            actions: [{ label: "Continue", action: "continue" }],
          },
        }),
      ),
    );
    assert.ok(await chat.page.getByText("The model no longer sees the messages above").isVisible());
    await chat.page.getByRole("button", { name: "Continue" }).click();
    assert.deepEqual(await chat.until(({ type }) => type === "notice"), {
      type: "notice",
      action: "continue",
      messageId: "cut",
    });
  });

  it("draws the last of many messages, and earlier ones where the user goes to", async () => {
    const messages = Array.from({ length: 250 }, (_, i) => [
      question(`Question ${i}?`),
      answer(`Answer ${i}.\n\n${CODE}`),
    ]);
    await chat.show(thread(...messages.flat()));
    assert.ok((await chat.page.locator("article").count()) <= 40);
    assert.ok(await chat.page.getByText("Answer 249.").isVisible());
    const at = () =>
      chat.page.evaluate(
        () => document.querySelector("[data-message='question: Question 240?']")?.getBoundingClientRect().top,
      );
    const scroller = chat.page.locator(".scroller");
    await scroller.evaluate((e) => e.scrollTo(0, 350));
    await chat.drawn();
    const before = await at();
    await scroller.evaluate((e) => e.scrollTo(0, 290));
    await chat.drawn();
    await chat.drawn();
    assert.ok((await chat.page.locator("article").count()) > 40);
    assert.ok(Math.abs(((await at()) ?? 0) - (before ?? 0) - 60) < 3, "what was in view stays in view");
  });

  it("unfolds the next thoughts as they come for who left the last ones open, and folds them with the answer", async () => {
    const think = { type: "delta", threadId: "thread", channel: "reasoning", text: "Hm." } as const;
    await chat.show(streaming());
    await chat.send({ ...think, messageId: "a" });
    await chat.page.getByRole("button", { name: "Thinking…" }).click();
    const first = [question("Why?"), answer("So.", { id: "a", reasoning: "Hm.", reasoningMs: 900 })];
    await chat.show(thread(...first, question("And?"), answer("", { id: "b", state: "waiting" })));
    await chat.send({ ...think, messageId: "b" });
    const fold = chat.page.getByRole("button", { name: "Thinking…" });
    assert.equal(await fold.getAttribute("aria-expanded"), "true");
    await fold.click();
    await chat.show(thread(...first, question("And then?"), answer("", { id: "c", state: "waiting" })));
    await chat.send({ ...think, messageId: "c" });
    assert.equal(await fold.getAttribute("aria-expanded"), "false");
  });

  it("lets go of the end at the first line that the user scrolls up", async () => {
    await chat.show(streaming());
    await chat.stream(...Array.from({ length: 80 }, (_, line) => `Line ${line}.\n\n`));
    const scroller = chat.page.locator(".scroller");
    await scroller.evaluate((element) => element.scrollBy(0, -8));
    await chat.drawn();
    const before = await scroller.evaluate((element) => element.scrollTop);
    await chat.stream("One more.\n\n");
    assert.equal(await scroller.evaluate((element) => element.scrollTop), before);
  });

  it("shows earlier messages by key", async () => {
    const messages = Array.from({ length: 40 }, (_, turn) => [
      question(`Question ${turn}?`),
      answer(`Answer ${turn}.`),
    ]);
    await chat.show(thread(...messages.flat()));
    const button = chat.page.getByRole("button", { name: /Show earlier messages/ });
    for (let left = await button.count(); left > 0; left = await button.count()) {
      await button.press("Enter");
      await chat.drawn();
    }
    assert.equal(await chat.page.locator("article").count(), 80);
  });

  it("says aloud when an answer begins and ends, and nothing in between", async () => {
    const said = () => chat.page.locator("[aria-live=polite]").textContent();
    // It is told after the page has been drawn.
    const says = (text: string) => until(text, async () => ((await said()) === text ? true : undefined));
    const busy = (state: ReturnType<typeof thread>) => ({
      ...state,
      thread: { ...state.thread, busy: true },
    });
    await chat.show(thread(question("Why?")));
    await chat.show(busy(streaming()));
    await says("The model is answering.");
    await chat.stream("Because.");
    assert.equal(await said(), "The model is answering.");
    await chat.show(thread(question("Why?"), answer("Because.", { id: "a" })));
    await says("The answer is complete.");
  });

  it("says nothing of an answer while a question waits for a model, and doesn't pretend to read it", async () => {
    const held = streaming();
    await chat.show(EMPTY);
    await chat.show({
      ...held,
      thread: { ...held.thread, busy: true, held: true },
      notice: {
        severity: "info",
        text: "No model is selected.",
        actions: [{ label: "Set Up…", action: "setUp" }],
      },
    });
    assert.equal(await chat.page.getByText("Reading the question").count(), 0);
    assert.equal(await chat.page.getByText("No model is selected.").count(), 1);
    assert.equal(await chat.page.locator("[aria-live=polite]").textContent(), "");
    await chat.show(EMPTY);
    assert.equal(await chat.page.locator("[aria-live=polite]").textContent(), "");
  });

  it("offers to try again once under an answer that was cut", async () => {
    const cut: Partial<AnswerView> = {
      state: "cut",
      notice: { severity: "info", text: "Stopped.", actions: [{ label: "Try Again", action: "retry" }] },
    };
    await chat.show(thread(question("Why?"), answer("Bec", cut)));
    assert.equal(await chat.page.getByRole("button", { name: /Try Again|Ask/ }).count(), 1);
    assert.equal(await chat.page.getByRole("button", { name: "Copy answer" }).count(), 1);
    await chat.show(thread(question("Why?"), answer("", cut)));
    assert.equal(await chat.page.locator(".answer-foot").count(), 0);
  });

  it("copies an answer, and asks again", async () => {
    await chat.show(thread(question("Why?"), answer("**So**.", { id: "a" })));
    await chat.page.getByRole("button", { name: "Copy answer" }).click();
    assert.deepEqual(await chat.until(({ type }) => type === "copy"), { type: "copy", text: "**So**." });
    await chat.page.getByRole("button", { name: "Try Again", exact: true }).click();
    assert.deepEqual(await chat.until(({ type }) => type === "regenerate"), {
      type: "regenerate",
      messageId: "a",
    });
  });

  it("invites to begin, and says where everything stays", async () => {
    await chat.show(EMPTY);
    assert.ok(await chat.page.getByText("Everything stays on this machine. gpt-oss-20b on CPU").isVisible());
    await chat.page.getByRole("button", { name: "Explain area.py" }).click();
    assert.deepEqual(await chat.until(({ type }) => type === "send"), { type: "send", text: "/explain" });
  });
});
