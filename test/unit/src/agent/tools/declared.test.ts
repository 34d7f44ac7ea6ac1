import assert from "node:assert/strict";
import { declared, tokenCost } from "../../../../../src/agent/tools/declared.ts";

const tool = (name: string, inputSchema?: object) => ({ name, description: "Does it.", inputSchema });

describe("tools of others", () => {
  it("are declared with the schema of their input", () => {
    const schema = { type: "object", properties: { query: { type: "string" } } };
    const specs = [...declared([tool("find", schema), tool("now")]).values()].map(({ spec }) => spec);
    assert.deepEqual(specs, [
      { name: "find", description: "Does it.", parameters: schema },
      { name: "now", description: "Does it." },
    ]);
  });

  it("have names that a message's header can have, no two the same", () => {
    const long = "x".repeat(80);
    const names = [...declared([tool("a.b"), tool("a/b"), tool(long), tool(`${long}y`), tool("")]).keys()];
    assert.deepEqual(names, ["a_b", "a_b_2", "x".repeat(64), `${"x".repeat(62)}_2`, "tool"]);
  });

  it("cost more with a longer description", () => {
    const short = tool("find");
    assert.ok(tokenCost({ ...short, description: "It ".repeat(100) }) > tokenCost(short) + 50);
  });
});
