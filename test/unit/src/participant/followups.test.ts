import assert from "node:assert/strict";
import { followupsOf } from "../../../../src/participant/followups.ts";
import { turn } from "./turns.ts";

const labels = (metadata: unknown) => followupsOf(metadata).map(({ label, command }) => command ?? label);

describe("what is offered after an answer in VS Code's chat", () => {
  it("is to go on with one that was cut off", () => {
    assert.deepEqual(labels(turn("Why?", { end: { reason: "length" } })), ["Continue"]);
  });

  it("is what usually comes after a command", () => {
    assert.deepEqual(labels(turn("/explain")), ["doc", "tests"]);
    assert.deepEqual(labels(turn("/fix the loop")), ["tests"]);
  });

  it("is nothing after other questions, and after errors", () => {
    assert.deepEqual(labels(turn("/fixes?")), []);
    assert.deepEqual(labels(turn("/explain", { answer: "", end: { reason: "tooLong" } })), []);
    assert.deepEqual(labels(undefined), []);
  });
});
