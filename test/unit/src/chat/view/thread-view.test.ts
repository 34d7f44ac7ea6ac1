import assert from "node:assert/strict";
import { seenFrom } from "../../../../../src/chat/threads/conversation.ts";
import { type AnswerEnd, append, ask, finish, newThread } from "../../../../../src/chat/threads/thread.ts";
import type { AnswerView, MessageView } from "../../../../../src/chat/view/messages.ts";
import { ThreadView } from "../../../../../src/chat/view/thread-view.ts";
import { asked, COUNTS, ITEM, NOW, talk } from "../threads/threads.ts";

const RULES = { text: "Tabs.", title: ".ossicle/rules.md", uri: "file:///w/.ossicle/rules.md", isCut: false };
const view = (thread: Parameters<ThreadView["of"]>[0]) => new ThreadView().of(thread);

function answerOf(messages: MessageView[]): AnswerView {
  const last = messages.at(-1);
  assert(last?.role === "assistant");
  return last;
}

/** The view of an answer that has ended so. */
function ended(end: AnswerEnd, text = "half an ans"): AnswerView {
  const open = asked(newThread("t", "low", NOW), 0, "Why?");
  return answerOf(view(finish(text ? append(open, "answer", text) : open, end, NOW)).messages);
}

describe("view of a thread", () => {
  it("tells what an answer does: waits, streams, is whole", () => {
    const waiting = asked(newThread("t", "low", NOW), 0, "Why?");
    const thinks = append(waiting, "reasoning", "Hm.");
    const whole = finish(append(thinks, "answer", "So."), { reason: "end" }, NOW);
    const states = [waiting, thinks, whole].map(view);
    assert.deepEqual(
      states.map(({ messages }) => answerOf(messages).state),
      ["waiting", "streaming", "done"],
    );
    assert.deepEqual(
      states.map(({ busy }) => busy),
      [true, true, false],
    );
    assert.equal(answerOf(view(whole).messages).notice, undefined);
  });

  it("gives the figures of an answer, and none where it said nothing", () => {
    assert.equal(ended({ reason: "end", counts: COUNTS }).figures, "148 tokens/s · 300 ms to first token");
    const one = { ...COUNTS, generatedTokens: 1 };
    assert.equal(ended({ reason: "end", counts: one }).figures, "300 ms to first token");
    assert.equal(ended({ reason: "noAnswer", counts: COUNTS }, "").figures, undefined);
    const unmeasured = { ...COUNTS, generatedTokens: 0, firstTokenMs: 0, totalMs: 0 };
    assert.equal(ended({ reason: "engineLost", counts: unmeasured }).figures, undefined);
  });

  const notices: [AnswerEnd, RegExp, string[]][] = [
    [{ reason: "cancelled" }, /Stopped/, ["continue", "retry"]],
    [{ reason: "length" }, /cut off at the token limit/, ["continue", "retry"]],
    [{ reason: "context" }, /context is full/, ["continue", "retry", "newThread"]],
    [
      { reason: "interrupted" },
      /^The window closed before the answer finished\. The part received is kept\.$/,
      ["continue", "retry"],
    ],
    [{ reason: "engineLost" }, /engine stopped/, ["continue", "retry", "showLog"]],
    [{ reason: "serverLost" }, /language server stopped/, ["continue", "retry", "showLog"]],
    [{ reason: "unusable" }, /couldn't be read/, ["retry", "showLog"]],
    [{ reason: "repetition" }, /kept repeating itself/, ["retry"]],
    [{ reason: "noAnswer" }, /didn't give an answer/, ["retry"]],
    [{ reason: "toolCalls" }, /tool/, ["retry"]],
    [{ reason: "unknownTool", tool: "browser.open" }, /"browser\.open"/, ["retry"]],
    [
      { reason: "tooLong", sizes: { promptTokens: 40_000, contextTokens: 28_000 } },
      new RegExp(`${(40_000).toLocaleString()} tokens.* ${(28_000).toLocaleString()}`),
      ["retry", "openSettings"],
    ],
    [{ reason: "noModel" }, /wasn't asked, because no model was ready/, ["retry"]],
    [{ reason: "failed", message: "out of luck" }, /out of luck/, ["retry", "showLog"]],
  ];
  for (const [end, text, actions] of notices)
    it(`says why an answer was cut and what can be done: ${end.reason}`, () => {
      const { notice, state } = ended(end);
      assert.equal(state, "cut");
      assert.match(notice?.text ?? "", text);
      assert.deepEqual(
        notice?.actions.map(({ action }) => action),
        actions,
      );
    });

  it("says that a part is kept where one had come", () => {
    for (const reason of ["interrupted", "engineLost", "serverLost"] as const) {
      assert.match(ended({ reason }).notice?.text ?? "", /The part received is kept\.$/);
      assert.doesNotMatch(ended({ reason }, "").notice?.text ?? "", /kept/);
    }
  });

  it("offers no continuation of nothing", () => {
    const { notice } = ended({ reason: "cancelled" }, "");
    assert.deepEqual(
      notice?.actions.map(({ action }) => action),
      ["retry"],
    );
  });

  it("shows which messages the model no longer sees", () => {
    const forgotten = (first: number) =>
      view(seenFrom(talk("t", 2), first, undefined)).messages.map((message) => message.forgotten);
    assert.deepEqual(forgotten(0), [false, false, false, false]);
    assert.deepEqual(forgotten(2), [true, true, false, false]);
  });

  it("makes each message's view once, so that a long thread costs little to show again", () => {
    const views = new ThreadView();
    const thread = talk("t", 100);
    const before = views.of(thread).messages;
    const after = views.of(asked(thread, 100, "More")).messages;
    assert.equal(after.length, 202);
    for (const [index, message] of before.entries()) assert.equal(after[index], message);
  });

  it("shows what was attached, what was cut off it by which rule, and the project's rules", () => {
    const attached = [
      { item: ITEM, tokens: 3 },
      {
        item: { ...ITEM, kind: "terminal" as const, title: "npm test", uri: undefined },
        tokens: 900,
        cut: { lines: 40, of: 900 },
      },
      {
        item: {
          ...ITEM,
          kind: "selection" as const,
          range: { start: { line: 4, character: 0 }, end: { line: 9, character: 0 } },
        },
        tokens: 5,
      },
    ];
    const question = { id: "q0", text: "Why?", attached };
    const beginning = { date: "2026-03-04", rules: { ...RULES, isCut: true } };
    const [first] = view(ask(newThread("t", "low", NOW), question, "a0", beginning, NOW)).messages;
    assert(first?.role === "user");
    assert.deepEqual(
      first.chips.map(({ label, tokens, warning }) => [label, tokens, warning]),
      [
        ["rules.md", undefined, true],
        ["queue.ts", 3, undefined],
        ["npm test", 900, true],
        ["queue.ts:5-9", 5, undefined],
      ],
    );
    assert.match(first.chips[0]?.detail ?? "", /20,000 characters/);
    assert.match(first.chips[2]?.detail ?? "", /Only the last 40 of 900 lines/);
    assert.equal(new Set(first.chips.map(({ id }) => id)).size, 4);
  });
});
