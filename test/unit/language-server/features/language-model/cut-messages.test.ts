import assert from "node:assert/strict";
import {
  resultsToCut,
  withCutResults,
  withoutMiddle,
} from "../../../../../language-server/features/language-model/cut-messages.ts";
import type { ChatMessage } from "../../../../../language-server/protocol/chat.ts";

const call = (id: string): ChatMessage => ({
  role: "assistant",
  content: "",
  toolCalls: [{ id, name: "read", arguments: "{}" }],
});
const result = (id: string): ChatMessage => ({
  role: "tool",
  content: "word ".repeat(1_000),
  toolCallId: id,
});
const messages = [
  { role: "user" as const, content: "Why?" },
  ...["1", "2", "3"].flatMap((id) => [call(id), result(id)]),
];
const sizes = [10, 10, 1_000, 10, 1_000, 10, 1_000];

describe("results that have to be cut", () => {
  it("are none while there is room", () => assert.deepEqual(resultsToCut(messages, sizes, 3_040, 3_100), []));

  it("are the oldest ones, and then so many that the next results have room", () => {
    assert.deepEqual(resultsToCut(messages, sizes, 3_040, 3_000), ["1"]);
    assert.deepEqual(resultsToCut(messages, sizes, 3_040, 2_200), ["1", "2"]);
  });

  it("are none where that isn't enough: the latest one stays", () =>
    assert.deepEqual(resultsToCut(messages, sizes, 3_040, 1_000), []));

  it("keep their beginning and say so, and are cut once", () => {
    const cut = withCutResults(messages, new Set(["1"]));
    assert.match(cut[2]?.content ?? "", /^(word ){40}\n… \(cut: /);
    assert.equal(cut[4], messages[4]);
    assert.deepEqual(withCutResults(cut, new Set(["1"])), cut);
  });
});

describe("the middle of a text", () => {
  const text = (content: string): ChatMessage => ({ role: "user", content });
  const long = [text("Why?"), text(`begin ${"word ".repeat(1_000)} end`)];

  it("goes from the longest message, as far as needed", () => {
    const [why, cut] = withoutMiddle(long, [10, 1_000], 1_010, 510);
    assert.equal(why, long[0]);
    assert.match(cut?.content ?? "", /^begin (?:word ){60}[\s\S]* \(left out: [\s\S]*(?:word ){200} end$/);
    assert.ok((cut?.content.length ?? 0) < (long[1]?.content.length ?? 0) / 2);
  });

  it("stays while there is room", () =>
    assert.deepEqual(withoutMiddle(long, [10, 1_000], 1_010, 2_000), long));
});
