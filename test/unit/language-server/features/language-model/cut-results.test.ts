import assert from "node:assert/strict";
import {
  resultsToCut,
  withCutResults,
} from "../../../../../language-server/features/language-model/cut-results.ts";
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
