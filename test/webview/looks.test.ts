import assert from "node:assert/strict";
import type { ChatState } from "../../src/chat/view/messages.ts";
import { violationsOn } from "./accessibility.ts";
import { answer, type ChatPage, forEachTest, question, RICH, THEME_NAMES, thread } from "./chat-page.ts";

describe("the chat view: looks", function () {
  this.timeout(60_000);
  let chat: ChatPage;
  forEachTest((opened) => {
    chat = opened;
  });

  const full: ChatState = {
    ...thread(
      question("What is an area?", {
        chips: [
          { id: "c", icon: "file", label: "area.ts", detail: "src/area.ts", tokens: 40, uri: "file:///a" },
        ],
      }),
      answer(`### In short\n\nIt is a product.\n\n${RICH}`, {
        reasoning: "The user asks about areas.",
        reasoningMs: 3_200,
      }),
      question("And now?"),
      answer("Not wh", {
        state: "cut",
        notice: {
          severity: "warning",
          text: "The language server stopped. The partial answer was kept.",
          actions: [{ label: "Try Again", action: "retry" }],
        },
      }),
    ),
    chips: [
      { id: "f", icon: "file", label: "area.ts", detail: "src/area.ts", tokens: 40, faint: true },
      { id: "c", icon: "selection", label: "area.ts:1-4", detail: "src/area.ts, lines 1-4", tokens: 60 },
    ],
    queued: "And what is a volume?",
    looksAway: true,
    meter: { usedTokens: 900, contextTokens: 8_192, parts: [], rule: "" },
    threads: [{ id: "thread", title: "What is an area?", when: "today, 14:05" }],
  };

  for (const theme of THEME_NAMES)
    it(`can be read and worked by everyone in ${theme}`, async () => {
      for (const width of [300, 900]) {
        await chat.page.setViewportSize({ width, height: 900 });
        await chat.useTheme(theme);
        await chat.show(full);
        await chat.picture(`chat-view-${theme}-${width}`);
        const { scrollWidth, clientWidth } = await chat.width();
        assert.ok(scrollWidth <= clientWidth, `${scrollWidth} pixels wide at ${width}`);
      }
      const { page } = chat;
      assert.deepEqual(await violationsOn(chat), [], "the conversation");
      await page.getByRole("button", { name: "Context:" }).focus();
      assert.deepEqual(await violationsOn(chat), [], "the meter");
      await page.getByRole("button", { name: "Chats" }).click();
      await page.getByText("today, 14:05").waitFor();
      assert.deepEqual(await violationsOn(chat), [], "the list of chats");
      await page.keyboard.press("Escape");
      await page.getByRole("banner").getByRole("button", { name: "More actions" }).press("Enter");
      assert.deepEqual(await violationsOn(chat), [], "a menu");
      await page.keyboard.press("Escape");
      await page.getByRole("textbox", { name: "Question" }).pressSequentially("@a");
      const asked = await chat.until((message) => message.type === "suggest" && message.query === "a");
      assert.ok(asked.type === "suggest");
      const items = ["area.ts", "areas.ts"].map((label) => ({
        icon: "file",
        label,
        description: "src",
        insert: label,
      }));
      await chat.send({ type: "suggestions", id: asked.id, items });
      await page.getByRole("option").first().waitFor();
      assert.deepEqual(await violationsOn(chat), [], "the picker");
    });
});
