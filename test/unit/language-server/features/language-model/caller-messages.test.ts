import assert from "node:assert/strict";
import { callerMessages } from "../../../../../language-server/features/language-model/caller-messages.ts";
import type { LanguageModelMessage } from "../../../../../language-server/protocol/language-model.ts";

type Role = LanguageModelMessage["role"];
type Parts = LanguageModelMessage["parts"];

const message = (role: Role, ...parts: Parts): LanguageModelMessage => ({ role, parts });
const text = (value: string) => ({ kind: "text" as const, text: value });
const call = (id: string) => ({ kind: "call" as const, id, name: "read", input: { a: 1 } });
const result = (callId: string, value: string) => ({ kind: "result" as const, callId, text: value });
const told = (...messages: LanguageModelMessage[]) => callerMessages(messages, undefined).messages;

describe("a caller's messages", () => {
  it("have each call's result right behind it, wherever it was", () => {
    const messages = told(
      message("user", text("Why?")),
      message("assistant", { kind: "thinking", text: "Hm." }, text("I look."), call("1"), call("2")),
      message("user", result("2", "two")),
      message("user", result("1", "one"), text("And?")),
    );
    assert.deepEqual(messages, [
      { role: "user", content: "Why?" },
      {
        role: "assistant",
        content: "I look.",
        reasoning: "Hm.",
        toolCalls: [
          { id: "1", name: "read", arguments: '{"a":1}' },
          { id: "2", name: "read", arguments: '{"a":1}' },
        ],
      },
      { role: "tool", content: "one", toolCallId: "1" },
      { role: "tool", content: "two", toolCallId: "2" },
      { role: "user", content: "And?" },
    ]);
  });

  it("may use an id again: a result belongs to the call before it", () => {
    const round = (value: string) => [message("assistant", call("1")), message("user", result("1", value))];
    const results = told(...round("one"), ...round("two")).filter(({ role }) => role === "tool");
    assert.deepEqual(
      results.map(({ content }) => content),
      ["one", "two"],
    );
  });

  it("may lack a result, or the call of one", () => {
    const [, open] = told(message("assistant", call("1")));
    assert.match(open?.content ?? "", /interrupted/);
    assert.deepEqual(told(message("user", result("9", "late"))), [
      { role: "user", content: "Result of a call:\n\nlate" },
    ]);
  });

  it("without a word are none", () => {
    assert.deepEqual(told(message("user", text("")), message("user")), []);
  });

  it("of the system are instructions, without the lines that name the conversation", () => {
    const id = "0123-4567-89ab";
    const messages = [
      message("system", text(`Be brief.\nLog: /a/${id}/x\nThe end.`)),
      message("system", text("Well.")),
    ];
    const { instructions, own } = callerMessages(messages, id);
    assert.deepEqual([instructions, own], ["Be brief.\nThe end.\n\nWell.", `Log: /a/${id}/x`]);
  });

  it("keep a line that has a short id's letters by chance", () => {
    const { instructions, own } = callerMessages([message("system", text("Answer 1 question."))], "1");
    assert.deepEqual([instructions, own], ["Answer 1 question.", ""]);
  });
});
