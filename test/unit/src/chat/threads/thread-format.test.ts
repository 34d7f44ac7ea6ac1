import assert from "node:assert/strict";
import fc from "fast-check";
import { withEvent } from "../../../../../src/chat/threads/agent-step.ts";
import { append, ask, finish, newThread, type Thread } from "../../../../../src/chat/threads/thread.ts";
import {
  formatThread,
  HEAD_BYTES,
  NewerFormatError,
  parseHead,
  parseThread,
} from "../../../../../src/chat/threads/thread-format.ts";
import { asked, called, got, ITEM, NOW, talk } from "./threads.ts";

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

  it("is of the version that an older Ossicle can read, unless it has steps, which that would lose", () => {
    const plain = talk("t", 1);
    assert.equal(parseHead(formatThread(plain, "r1")).version, 1);
    const events = [called("1"), got("1"), { kind: "compacted" as const, summary: "S", before: 9, after: 1 }];
    const open = asked(plain, 1, "More");
    const thread = events.reduce((grown, event) => withEvent(grown, "a1", event, ""), open);
    const text = formatThread({ ...thread, mode: "agent" }, "r1");
    assert.equal(parseHead(text).version, 2);
    assert.deepEqual(parseThread(text).thread, { ...thread, mode: "agent" });
    const later = text.replace('"version":2', '"version":3');
    assert.throws(() => parseThread(later), NewerFormatError);
  });

  it("of an Ossicle that knew no steps is read as it was", () => {
    const { mode: _, messages, ...thread } = talk("t", 1);
    const older = messages.map((message) => {
      if (message.role === "user") return message;
      const { steps: _steps, ...rest } = message;
      return rest;
    });
    const [head] = formatThread(talk("t", 1), "r1").split("\n");
    const { thread: read } = parseThread(`${head}\n${JSON.stringify({ ...thread, messages: older })}\n`);
    assert.deepEqual(read, talk("t", 1));
  });
});
