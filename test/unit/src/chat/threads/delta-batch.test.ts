import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { type AnswerDelta, DeltaBatch } from "../../../../../src/chat/threads/delta-batch.ts";
import { append, ask, finish, newThread, type Thread } from "../../../../../src/chat/threads/thread.ts";
import {
  formatThread,
  HEAD_BYTES,
  parseHead,
  parseThread,
} from "../../../../../src/chat/threads/thread-format.ts";
import { threadMarkdown } from "../../../../../src/chat/threads/thread-markdown.ts";
import { chatHtml } from "../../../../../src/chat/view/chat-html.ts";
import { meterOf } from "../../../../../src/chat/view/meter.ts";
import { isoDate, when } from "../../../../../src/chat/view/when.ts";
import { t } from "../../text/translate.ts";
import { ITEM, NOW } from "./threads.ts";

/** Threads with any texts. */
const anyThread: fc.Arbitrary<Thread> = fc
  .record({ title: fc.option(fc.string({ unit: "binary" })), texts: fc.array(fc.string({ unit: "binary" })) })
  .map(({ title, texts }) => {
    let thread = newThread("t", "high", NOW);
    for (const [index, text] of texts.entries()) {
      const question = { id: `q${index}`, text, attached: [{ item: { ...ITEM, text }, tokens: 1 }] };
      thread = ask(thread, question, `a${index}`, { date: "2026-03-04" }, NOW);
      thread = finish(append(thread, "answer", text), { reason: "end" }, NOW);
    }
    return title ? { ...thread, title: title.slice(0, 80) } : thread;
  });

describe("file of a thread", () => {
  it("gives back what was put in, whatever the texts", () => {
    fc.assert(
      fc.property(anyThread, (thread) => {
        const { head, thread: read } = parseThread(formatThread(thread, "r1"));
        assert.deepEqual(read, thread);
        assert.equal(head.revision, "r1");
      }),
    );
  });

  it("has a head that is found in its first bytes", () => {
    fc.assert(
      fc.property(anyThread, (thread) => {
        const bytes = Buffer.from(formatThread(thread, "r1"));
        const head = parseHead(bytes.subarray(0, HEAD_BYTES).toString("utf8"));
        assert.equal(head.id, "t");
      }),
    );
  });

  it("is refused, with no word of the user's, when any part of it is missing", () => {
    const text = formatThread({ ...newThread("t", "high", NOW), title: "secret" }, "r1");
    for (let end = 0; end < text.length - 1; end++)
      assert.throws(
        () => parseThread(text.slice(0, end)),
        (error) => error instanceof Error && !error.message.includes("secret"),
      );
  });
});

describe("deltas", () => {
  it("come once a frame, joined, in their order, and at once when asked for", async () => {
    const delivered: AnswerDelta[][] = [];
    const batch = new DeltaBatch((pieces) => delivered.push(pieces));
    for (const text of ["a", "b"]) batch.add("reasoning", text);
    for (const text of ["c", "d"]) batch.add("answer", text);
    assert.equal(delivered.length, 0);
    await wait(60);
    batch.add("answer", "e");
    batch.flush();
    batch.flush();
    assert.deepEqual(delivered, [
      [
        { channel: "reasoning", text: "ab" },
        { channel: "answer", text: "cd" },
      ],
      [{ channel: "answer", text: "e" }],
    ]);
  });
});

describe("context meter", () => {
  it("tells what takes the context, largest first, and nothing of what takes none", () => {
    const meter = meterOf(
      {
        contextTokens: 32_768,
        answerTokens: 4_096,
        instructions: 200,
        rules: 0,
        attached: 3_000,
        questions: 50,
        answers: 700,
        firstMessage: 0,
      },
      t,
    );
    assert.equal(meter.usedTokens, 3_950);
    assert.deepEqual(
      meter.parts.map(({ label }) => label),
      ["Attached", "Answers", "Instructions", "Questions"],
    );
    assert(meter.rule.includes((4_096).toLocaleString()));
  });
});

describe("time of a thread", () => {
  it("is told as people say it", () => {
    assert.match(when(NOW, NOW, t), /^today, /);
    assert.match(when(NOW - 24 * 60 * 60_000, NOW, t), /^yesterday, /);
    assert.match(when(new Date(2025, 11, 24, 18).getTime(), NOW, t), /2025/);
  });

  it("is a date for the model", () => {
    assert.equal(isoDate(new Date(2026, 0, 9, 23, 59).getTime()), "2026-01-09");
  });
});

describe("export", () => {
  it("holds questions, what was attached within a fence of its own, and answers", () => {
    const item = { ...ITEM, text: "```js\n1\n```" };
    const question = { id: "q0", text: "Why?", attached: [{ item, tokens: 1 }] };
    const open = ask(newThread("t", "low", NOW), question, "a0", { date: "2026-03-04" }, NOW);
    const thread = finish(append(open, "answer", "So."), { reason: "end" }, NOW);
    assert.equal(
      threadMarkdown(thread, t),
      "# Why?\n\n## Question\n\nWhy?\n\nsrc/queue.ts:\n\n````\n```js\n1\n```\n````\n\n## Answer\n\nSo.\n",
    );
  });
});

describe("page of the chat", () => {
  const page = chatHtml({
    cspSource: "https://host",
    script: "https://host/chat.js",
    styles: ["https://host/chat.css"],
    nonce: "abc",
    strings: { 'Say "hi" <now>': "Sag 'hi' & <jetzt>" },
    language: "de",
    title: "Chat",
  });

  it("may run its one script, and load nothing from elsewhere", () => {
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    assert.match(policy, /^default-src &#39;none&#39;; script-src &#39;nonce-abc&#39;; /);
    assert.doesNotMatch(policy, /unsafe|\*|data:|http:/);
    assert.equal([...page.matchAll(/<script/g)].length, 1);
  });

  it("hands the translations over as an attribute that nothing in them can end", () => {
    const [, strings = ""] = /data-strings="([^"]*)"/.exec(page) ?? [];
    assert.doesNotMatch(strings, /[<>]/);
    const entities: Record<string, string> = { quot: '"', "#39": "'", lt: "<", gt: ">", amp: "&" };
    const text = strings.replace(/&([#\w]+);/g, (_, name: string) => entities[name] ?? "");
    assert.deepEqual(JSON.parse(text), { 'Say "hi" <now>': "Sag 'hi' & <jetzt>" });
  });
});
