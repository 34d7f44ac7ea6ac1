import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { planTable } from "../../../../tools/plan-table/table.ts";

describe("the README's table of plans", () => {
  it("is what `npm run plans` prints", () => {
    const lines = readFileSync("README.md", "utf8").split("\n");
    assert.deepEqual(
      planTable()
        .split("\n")
        .filter((line) => !lines.includes(line)),
      [],
    );
  });
});
