import assert from "node:assert/strict";
import { table } from "../../table.ts";

describe("the table of what came of a run", () => {
  it("has a line for each suite, with whole numbers under their names", () => {
    const rows = [
      { name: "unit", passed: 1_640, failed: 0, skipped: 0, seconds: 24.6 },
      { name: "no-cloud", passed: 8, failed: 1, skipped: 2, seconds: 100 },
    ];
    assert.equal(
      table(rows),
      [
        "          passed  failed  skipped  seconds",
        "unit        1640       0        0       25",
        "no-cloud       8       1        2      100",
      ].join("\n"),
    );
  });
});
