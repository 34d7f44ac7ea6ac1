import assert from "node:assert/strict";
import { newThread } from "../../../../src/chat/threads/thread.ts";
import { lastTurn, readTurn } from "../../../../src/participant/turn-record.ts";
import { turn } from "./turns.ts";

describe("what is kept of a turn in VS Code's chat", () => {
  it("is read again as it was, after it was JSON", () => {
    const { question, answer, thread } = turn("Why?", {
      steps: [
        {
          kind: "call",
          id: "1",
          name: "repo_browser.open_file",
          arguments: "{}",
          aim: { kind: "read", path: "a.ts" },
          reasoning: "Hm",
          reasoningMs: 3,
          text: "",
          result: "one",
        },
      ],
    });
    const kept = lastTurn({ ...newThread("", "low", 0), ...thread, messages: [question, answer] });
    assert.deepEqual(kept, { thread, question, answer });
    assert.deepEqual(readTurn(JSON.parse(JSON.stringify(kept))), kept);
  });

  it("is the last turn of several", () => {
    const [first, second] = [turn("One?"), turn("Two?")];
    const messages = [first.question, first.answer, second.question, second.answer];
    assert.equal(lastTurn({ ...newThread("", "low", 0), messages })?.question.text, "Two?");
  });

  it("is nothing where something else was kept", () => {
    for (const other of [undefined, {}, { command: "x" }, { thread: { id: "../x" } }])
      assert.equal(readTurn(other), undefined);
  });
});
