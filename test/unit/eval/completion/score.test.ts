import assert from "node:assert/strict";
import type { CompletionCase } from "../../../../eval/completion/case.ts";
import { NOT_SHOWN, type Score, scoreOf } from "../../../../eval/completion/score.ts";

/** A file with the piece that was taken out between ⟦ and ⟧. */
function caseOf(marked: string, language: CompletionCase["language"] = "typescript"): CompletionCase {
  const [before = "", truth = "", after = ""] = marked.split(/[⟦⟧]/);
  return { name: "case", language, kind: "line end", path: "a.ts", before, truth, after };
}

function score(marked: string, suggestion: string, replaced = 0, errors = (_: string) => 0): Score {
  const asked = caseOf(marked);
  const start = asked.before.length;
  return scoreOf(asked, { start, end: start + replaced, text: suggestion }, errors);
}

describe("the score of a suggestion", () => {
  it("is full for the very piece", () => {
    assert.deepEqual(score("a = ⟦b + c;⟧\nnext();\n", "b + c;"), {
      ...NOT_SHOWN,
      shown: true,
      firstLine: true,
      similarity: 1,
      kept: 1,
      suggestedChars: 6,
    });
  });

  it("doesn't count what is typed over", () => {
    const { firstLine, similarity, suggestedChars } = score("f(⟦a, b⟧)\n", "a, b)", 1);
    assert.deepEqual([firstLine, similarity, suggestedChars], [true, 1, 4]);
  });

  it("says how near another piece is, and how much of it is kept", () => {
    const { firstLine, similarity, kept } = score("a = ⟦b + c⟧\n", "b");
    assert.equal(firstLine, false);
    assert.equal(similarity.toFixed(2), "0.20");
    assert.equal(kept, 1);
  });

  it("knows the line to be right when more lines follow", () => {
    assert.equal(score("a = ⟦b⟧\n", "b\nmore();").firstLine, true);
  });

  for (const [what, marked, suggestion, repeats] of [
    ["the next line", "a = ⟦b;⟧\nnextLine();\n", "b;\nnextLine();", true],
    ["the rest of the line", "f(⟦a⟧, second);\n", "a, second);", true],
    ["nothing", "f(⟦a⟧, second);\n", "a", false],
    ["what the file has twice", "⟦once();\nonce();⟧\nonce();\n", "once();\nonce();", false],
  ] as const)
    it(`sees that it repeats ${what}`, () => assert.equal(score(marked, suggestion).repeats, repeats));

  it("sees brackets without a partner", () => {
    assert.equal(score("f(⟦a⟧)\n", "a)").unbalanced, true);
    assert.equal(score("f(⟦a⟧)\n", "g(a)").unbalanced, false);
  });

  it("counts the errors that the file doesn't have", () => {
    const errors = (text: string) => text.split("!").length - 1;
    assert.equal(score("! ⟦a⟧\n", "! b", 0, errors).parseErrors, 1);
    assert.equal(score("! ⟦! a⟧\n", "b", 0, errors).parseErrors, 0);
  });

  it("sees lines in another column, and tabs among spaces", () => {
    const marked = "if (a) {\n  ⟦oneCall();\n  twoCalls();⟧\n}\n";
    assert.equal(score(marked, "oneCall();\n    twoCalls();").wrongIndent, true);
    assert.equal(score(marked, "oneCall();\n\tthree();").wrongIndent, true);
    assert.equal(score(marked, "oneCall();\n  twoCalls();").wrongIndent, false);
  });

  it("is nothing where nothing was shown", () => {
    assert.deepEqual(
      scoreOf(caseOf("⟦a⟧"), null, () => 0),
      NOT_SHOWN,
    );
  });
});
