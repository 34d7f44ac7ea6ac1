import assert from "node:assert/strict";
import { threadsFor } from "../../../../../language-server/engine/backend/backend.ts";

describe("threads", () => {
  it("takes the user's number, else the cores that nobody uses, and never none", () => {
    assert.equal(threadsFor(6, 8, 7.9), 6);
    assert.equal(threadsFor(0, 8, 0.2), 8);
    assert.equal(threadsFor(0, 8, 5), 3);
    assert.equal(threadsFor(0, 2, 9), 1);
  });
});
