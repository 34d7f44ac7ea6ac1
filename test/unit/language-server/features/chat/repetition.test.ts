import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  RepetitionWatch,
  repeatsEndlessly,
} from "../../../../../language-server/features/chat/repetition.ts";

describe("an endless repetition in an answer", () => {
  const endless = {
    "a line": "The function returns the value of the function.\n".repeat(30),
    "a paragraph": `${"x".repeat(80)} is what it is, and so it goes on and on.\n\n`.repeat(20),
    "a word": "the ".repeat(700),
    "a letter": "a".repeat(3_000),
    "a line after much else": `${readFileSync(import.meta.filename, "utf8")}${"    return null;\n    # no\n".repeat(60)}`,
  };
  for (const [what, text] of Object.entries(endless))
    it(`is found: ${what}`, () => assert.equal(repeatsEndlessly(text), true));

  const fine = {
    code: readFileSync(import.meta.filename, "utf8"),
    "a ruler": `${"=".repeat(200)}\n${"-".repeat(500)}\n`,
    "a row of zeros": `[${"0, ".repeat(300)}]`,
    "a table": Array.from({ length: 40 }, (_, row) => `| ${row} | yes | no | ${row * row} |\n`).join(""),
    "similar lines": Array.from({ length: 60 }, (_, row) => `  case ${row}: return ${row + 1};\n`).join(""),
    "some repeated lines": "};\n\n".repeat(8),
    nothing: "",
  };
  for (const [what, text] of Object.entries(fine))
    it(`is not taken for one: ${what}`, () => assert.equal(repeatsEndlessly(text), false));

  it("is found while it comes in small pieces, before it fills the context", () => {
    const watch = new RepetitionWatch();
    const line = "print(value)  # print the value\n";
    let times = 0;
    while (times < 200 && !watch.push(line)) times++;
    assert.ok(times < 50, `${times} lines`);
  });
});
