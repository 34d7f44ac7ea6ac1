import assert from "node:assert/strict";
import { saysFirstLine } from "../../../../eval/completion/said.ts";

describe("what a model wrote", () => {
  for (const [what, truth, after, said, isRight] of [
    ["the piece", "b + c;", "\nnext();\n", "b + c;", true],
    ["more lines", "b + c;", "\nnext();\n", "b + c;\nnext();", true],
    ["the blanks around it", "b + c;", "\nnext();\n", " b + c; ", true],
    ["the rest of the line once more", "a", ", second);\n", "a, second);\nnext();", true],
    ["a piece with another end", "a", ", second);\n", "a, third);", false],
    ["its beginning", "b + c;", "\n", "b +", false],
    ["nothing", "b + c;", "\n", "", false],
  ] as const)
    it(`${isRight ? "has" : "doesn't have"} the first line right: ${what}`, () =>
      assert.equal(
        saysFirstLine(said, {
          name: "case",
          language: "typescript",
          kind: "line end",
          path: "a.ts",
          before: "",
          truth,
          after,
        }),
        isRight,
      ));
});
