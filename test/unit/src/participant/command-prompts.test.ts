import assert from "node:assert/strict";
import { commandOf } from "../../../../src/participant/command-prompts.ts";

describe("the commands of @ossicle", () => {
  it("change the code where the model can, and show it where it can't", () => {
    for (const name of ["fix", "tests", "doc"])
      assert.notEqual(commandOf(name, "agent")?.instruction, commandOf(name, undefined)?.instruction);
    assert.match(commandOf("fix", "agent")?.instruction ?? "", /in its file/);
  });

  it("explain in the same way with and without tools", () => {
    assert.equal(commandOf("explain", "ask")?.instruction, commandOf("explain", undefined)?.instruction);
  });

  it("are those that ask something", () => {
    for (const name of [undefined, "clear", "other"]) assert.equal(commandOf(name, "agent"), undefined);
  });
});
