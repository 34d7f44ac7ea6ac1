import assert from "node:assert/strict";
import { append, ask, finish, newThread } from "../../../../../src/chat/threads/thread.ts";
import { threadMarkdown } from "../../../../../src/chat/threads/thread-markdown.ts";
import { ITEM, NOW } from "./threads.ts";

describe("export", () => {
  it("holds questions, what was attached within a fence of its own, and answers", () => {
    const item = { ...ITEM, text: "```js\n1\n```" };
    const question = { id: "q0", text: "Why?", attached: [{ item, tokens: 1 }] };
    const open = ask(newThread("t", "low", NOW), question, "a0", { date: "2026-03-04" }, NOW);
    const thread = finish(append(open, "answer", "So."), { reason: "end" }, NOW);
    assert.equal(
      threadMarkdown(thread),
      "# Why?\n\n## Question\n\nWhy?\n\nsrc/queue.ts:\n\n````\n```js\n1\n```\n````\n\n## Answer\n\nSo.\n",
    );
  });
});
