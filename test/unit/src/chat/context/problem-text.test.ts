import assert from "node:assert/strict";
import { type Problem, problemsText } from "../../../../../src/chat/context/problem-text.ts";

describe("problems", () => {
  const problem: Problem = {
    severity: "error",
    message: "No such name.",
    line: 3,
    character: 4,
    lastLine: 3,
  };
  const lines = ["zero", "one", "two", "three", "four", "five", "six"];

  it("come with the lines around, marked", () => {
    const { text } = problemsText([{ path: "a.ts", lines, problems: [{ ...problem, source: "ts(2304)" }] }]);
    assert.equal(
      text,
      "a.ts:4:5 error ts(2304): No such name.\n  2 | one\n  3 | two\n> 4 | three\n  5 | four\n  6 | five",
    );
  });

  it("begin with the errors; hints don't count beside them", () => {
    const problems: Problem[] = [
      { ...problem, severity: "hint", message: "Unused." },
      { ...problem, severity: "warning", message: "Old.", line: 0, lastLine: 0 },
      problem,
    ];
    const { text, count } = problemsText([{ path: "a.ts", lines, problems }]);
    assert.equal(count, 2);
    assert.ok(text.indexOf("No such name.") < text.indexOf("Old."));
    assert.ok(!text.includes("Unused."));
    assert.equal(problemsText([{ path: "a.ts", lines, problems: problems.slice(0, 1) }]).count, 1);
  });

  it("are limited, and the text says so", () => {
    const many = Array.from({ length: 100 }, () => problem);
    const { text, count, leftOut } = problemsText([{ path: "a.ts", lines: [], problems: many }]);
    assert.equal(count, 100);
    assert.ok(leftOut > 0);
    assert.match(text, new RegExp(`${leftOut} more problems`));
    assert.equal(text.match(/No such name/g)?.length, 100 - leftOut);
  });
});
