import assert from "node:assert/strict";
import { newPlaceholder, placeholderAt } from "../../../common/placeholders.ts";

describe("placeholders for code that an answer leaves out", () => {
  const sure = [
    "// ...",
    "  # …",
    "/* ... */",
    "<!-- ... -->",
    "{/* ... existing code ... */}",
    "// [...]",
    "// ... existing code ...",
    "// ...existing fields",
    "// rest of the class",
    "# rest of the code remains unchanged",
    "// same as before",
    "// keep the existing code here",
    "// unchanged",
    "// omitted for brevity",
    "-- other methods",
    "; the remaining lines are unchanged",
  ];
  const possible = [
    "...",
    "// ... validation",
    "// other users can't see it",
    "// the previous value wins",
    // Nothing follows that it would be about.
    "// Done",
  ];
  for (const line of sure) it(`is sure of "${line}"`, () => assert.equal(placeholderAt([line], 0), "sure"));
  for (const line of possible)
    it(`isn't sure of "${line}"`, () => assert.equal(placeholderAt([line], 0), "possible"));

  it("takes an ordinary comment for one, whatever dots it ends with", () => {
    for (const line of [
      "// Loading...",
      "// Check the cache first…",
      "# Adds two numbers",
      "// TODO: retry...",
    ])
      assert.equal(placeholderAt([line, "const found = await load();"], 0), undefined, line);
  });

  it("takes code for code", () => {
    for (const line of ["...rest", "f(...args);", "const other = rest;", 'print("...")'])
      assert.equal(placeholderAt([line, ""], 0), undefined, line);
  });

  it("takes a heading for a heading", () => {
    assert.equal(placeholderAt(["## Other methods", ""], 0, "markdown"), undefined);
    assert.equal(placeholderAt(["<!-- rest of the file -->", ""], 0, "markdown"), "sure");
  });

  it("finds the one that an answer adds", () => {
    const old = ["function f() {", "  b();", "  // ...", "  c();", "}"];
    const row = (line: string) => newPlaceholder(["function f() {", "  if (!x) return;", line, "}"], old);
    for (const line of [
      "  // ... existing code ...",
      "  // unchanged",
      "  ...",
      "  // keep what the old one does",
    ])
      assert.equal(row(line), 2, line);
    for (const line of ["  // ...", "  b();", "  // TODO: retry"]) assert.equal(row(line), undefined, line);
  });
});
