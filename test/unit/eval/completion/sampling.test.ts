import assert from "node:assert/strict";
import { wholeText } from "../../../../eval/completion/case.ts";
import { sampleCases } from "../../../../eval/completion/sampling.ts";

const lines = Array.from({ length: 40 }, (_, at) => `  print(value_${at}, other_${at}) + total_${at};`);
const text = `/* said_about it */\nfunction run() {\n${lines.join("\n")}\n}\n`;
const files = [{ language: "typescript", package: "a", path: "a/a.ts", text } as const];

describe("the sample of cases", () => {
  it("is the same for the same seed, and another for another one", () => {
    const names = (seed: number) => sampleCases(files, 4, seed).map(({ name }) => name);
    assert.deepEqual(names(1), names(1));
    assert.notDeepEqual(names(1), names(2));
  });

  it("has as many cases of each kind, each of them the file with a piece taken out, and no comment", () => {
    const cases = sampleCases(files, 4, 1);
    assert.equal(cases.filter(({ kind }) => kind === "mid-word").length, 4);
    assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length);
    for (const asked of cases) {
      assert.equal(wholeText(asked), text);
      assert.notEqual(asked.truth, "");
      assert.doesNotMatch(asked.truth, /said_about/);
    }
  });
});
