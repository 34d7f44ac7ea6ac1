import assert from "node:assert/strict";
import fc from "fast-check";
import { commitText } from "../../../../../src/edits/commit/commit-prompt.ts";

const plain = { endsWithStop: false };

describe("a commit message", () => {
  const cases: [says: string, answer: string, message: string][] = [
    ["is left alone when it is one", "fix: keep it\n\nBecause.", "fix: keep it\n\nBecause."],
    ["loses a fence", "```text\nAdd a file\n\nWhy.\n```\n\nThis follows the style.", "Add a file\n\nWhy."],
    ["loses a fence that isn't closed", "```\nAdd a file", "Add a file"],
    ["loses an introduction", "Here is the commit message:\n\nAdd a file", "Add a file"],
    ["loses an introduction before a fence", "Based on the changes:\n\n```\nAdd it\n```", "Add it"],
    ["loses a polite one", "Sure! Here you go.\n\nAdd a file", "Add a file"],
    ["loses a label", "**Commit message:** Add a file", "Add a file"],
    ["loses quotation marks", '"Add a file"', "Add a file"],
    ["loses those around all of it", '"Add a file\n\nWhy."', "Add a file\n\nWhy."],
    ["loses backquotes and emphasis", "**`Add a file`**", "Add a file"],
    ["keeps backquotes around two names", "`a` becomes `b`", "`a` becomes `b`"],
    ["keeps quotation marks at both ends", '"a" becomes "b"', '"a" becomes "b"'],
    [
      "keeps a subject that reads like an introduction",
      "OK button closes\n\nWhy.",
      "OK button closes\n\nWhy.",
    ],
    ["loses the full stop", "Add a file.", "Add a file"],
    ["keeps dots that mean more", "Wait...", "Wait..."],
    ["has an empty line behind its subject", "Add a file\n- one\n- two", "Add a file\n\n- one\n- two"],
    ["has Unix line breaks", "Add\r\n\r\nWhy.\r\n", "Add\n\nWhy."],
  ];
  for (const [says, answer, message] of cases)
    it(says, () => assert.equal(commitText(answer, plain), message));

  it("keeps the full stop where the repository has it", () => {
    assert.equal(commitText("Add a file.", { endsWithStop: true }), "Add a file.");
  });

  it("is none when the answer has none", () => {
    for (const answer of ["", " \n ", "```\n```", '""']) assert.equal(commitText(answer, plain), undefined);
  });

  it("has a subject that ends at a word, with all of it in the body", () => {
    const long =
      "feat(parser): read numbers with exponents and without a leading zero in the configuration files";
    assert.equal(
      commitText(`${long}\n\nWhy.`, plain),
      "feat(parser): read numbers with exponents and without a leading zero\n\n" +
        "feat(parser): read numbers with exponents and without a leading zero in\nthe configuration files\n\nWhy.",
    );
  });

  it("wraps wide paragraphs, with what belongs to a list item below its text", () => {
    const item = "- the first item goes on for longer than a line of a commit message may be here";
    const url = `https://example.com/${"long/".repeat(20)}`;
    const text = commitText(`Add\n\n${item}\n- the second\n\nSee ${url}\n\nFixes: ${"x".repeat(80)}`, plain);
    assert.equal(
      text,
      "Add\n\n- the first item goes on for longer than a line of a commit message may\n  be here\n- the second\n\n" +
        `See\n${url}\n\nFixes: ${"x".repeat(80)}`,
    );
  });

  it("keeps code as it is", () => {
    const code = `    ${"code ".repeat(20)}end`;
    assert.equal(commitText(`Add\n\nText:\n\n${code}`, plain), `Add\n\nText:\n\n${code}`);
    const fenced = `\`\`\`\n${"code ".repeat(20)}end\n\`\`\``;
    assert.equal(commitText(`Add\n\nText\n\n${fenced}`, plain), `Add\n\nText\n\n${fenced}`);
  });

  it("fits its lines and loses no word, whatever the model wrote", () => {
    const word = fc.stringMatching(/^[a-z]{1,20}$/);
    const paragraph = fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => words.join(" "));
    fc.assert(
      fc.property(fc.array(paragraph, { minLength: 1, maxLength: 4 }), (paragraphs) => {
        const text = commitText(paragraphs.join("\n\n"), plain) ?? "";
        const [subject = "", second = "", ...body] = text.split("\n");
        assert.ok([subject, ...body].every((line) => line.length <= 72));
        assert.ok(subject !== "" && second === "");
        const whole = paragraphs.join(" ");
        const said = (subject.length < (paragraphs[0] ?? "").length ? body : [subject, ...body]).join(" ");
        assert.equal(said.replace(/\s+/g, " ").trim(), whole);
      }),
    );
  });
});
