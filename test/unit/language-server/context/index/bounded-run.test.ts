import assert from "node:assert/strict";
import { boundedRun } from "../../../../../language-server/context/index/bounded-run.ts";

describe("a bounded run", () => {
  it("ends a regular expression that would take longer than anybody lives", () => {
    assert.equal(
      boundedRun(() => /(a+)+$/.test(`${"a".repeat(100)}b`), 50),
      false,
    );
    let ran = false;
    const isDone = boundedRun(() => {
      ran = true;
    }, 60_000);
    assert(isDone && ran);
  });

  it("throws what is thrown in it", () => {
    assert.throws(() => boundedRun(() => assert.fail("this"), 60_000), /this/);
  });
});
