import assert from "node:assert/strict";
import { requestIn, summaryText } from "../../../../../language-server/features/language-model/summary.ts";
import type { ChatMessage } from "../../../../../language-server/protocol/chat.ts";

const user = (content: string): ChatMessage => ({ role: "user", content });
const typed = user("<context>Today.</context>\n<userRequest>\nSort the list.\n</userRequest>");

describe("the request in a conversation", () => {
  it("is what the user typed last", () => {
    assert.equal(requestIn([typed, { role: "assistant", content: "Done." }]), "Sort the list.");
    assert.equal(requestIn([user("An environment."), user("Why?")]), "Why?");
  });

  it("is the one that the summary before has handed on, however often", () => {
    const first = summaryText("We looked.", [typed]);
    const inside = (summary: string) => summary.replace(/<\/?summary>/g, "");
    const next = (summary: string) => [
      user(`<conversation-summary>${inside(summary)}\nMore: /a</conversation-summary>`),
    ];
    const second = summaryText("We went on.", next(first));
    const third = summaryText("And on.", next(second));
    for (const summary of [first, second, third])
      assert.match(
        summary,
        /^<summary>\n[\s\S]*\n\nThe user's request, word for word:\n<userRequest>\nSort the list\.\n<\/userRequest>\n<\/summary>$/,
      );
  });
});

describe("a summary", () => {
  it("ends with its tag, whatever the model wrote behind it", () => {
    assert.match(summaryText("We looked.</summary> Well.", [typed]), /^<summary>\nWe looked\.\n\nThe user's/);
  });

  it("is made of what was asked and called where the model wrote none", () => {
    const call: ChatMessage = {
      role: "assistant",
      content: "",
      toolCalls: [{ id: "1", name: "read", arguments: '{"a":1}' }],
    };
    assert.match(summaryText("", [typed, call]), /You called read \{"a":1\}/);
  });
});
