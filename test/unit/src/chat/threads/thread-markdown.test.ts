import assert from "node:assert/strict";
import { withEvent } from "../../../../../src/chat/threads/agent-step.ts";
import { append, ask, finish, newThread } from "../../../../../src/chat/threads/thread.ts";
import { threadMarkdown } from "../../../../../src/chat/threads/thread-markdown.ts";
import { asked, called, got, ITEM, NOW } from "./threads.ts";

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

  it("has a line for each step, with what was said before it", () => {
    const open = asked(newThread("t", "low", NOW), 0, "Why?");
    const events = [
      called("1"),
      got("1"),
      { kind: "compacted" as const, summary: "Read.", before: 900, after: 7 },
    ];
    const worked = events.reduce((thread, event) => withEvent(thread, "a0", event, ""), open);
    const text = threadMarkdown(finish(append(worked, "answer", "So."), { reason: "end" }, NOW));
    assert.match(
      text,
      /## Answer\n\nI look\.\n\n- Read src\/queue\.ts · 1–1\n\n\*The context was full\..*\*\n\n> Read\.\n\nSo\.\n$/,
    );
  });
});
