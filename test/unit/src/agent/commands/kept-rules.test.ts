import assert from "node:assert/strict";
import { KeptRules } from "../../../../../src/agent/commands/kept-rules.ts";

/** Rules in a memory that holds this, or nothing. */
function rulesIn(kept?: unknown): KeptRules {
  let value = kept;
  return new KeptRules({
    get: () => value,
    update: async (_key, next) => {
      value = next;
    },
  });
}

describe("the rules of a workspace", () => {
  const npmTest = { words: ["npm", "test"], isOpen: true };
  const list = { words: ["ls"], isOpen: false };

  it("are kept once each, and removed one by one", async () => {
    const rules = rulesIn();
    await rules.add([npmTest, list]);
    await rules.add([{ ...npmTest }]);
    assert.deepEqual(rules.list(), [npmTest, list]);
    await rules.remove([{ ...npmTest }]);
    assert.deepEqual(rules.list(), [list]);
  });

  it("let nothing run that can't be read", () => {
    for (const damaged of [
      null,
      "x",
      { words: ["ls"] },
      [null, { words: [], isOpen: true }, { words: [1], isOpen: true }],
    ])
      assert.deepEqual(rulesIn(damaged).list(), []);
    assert.deepEqual(rulesIn([{ words: ["ls"] }, list]).list(), [list]);
  });
});
