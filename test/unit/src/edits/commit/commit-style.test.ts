import assert from "node:assert/strict";
import { commitQuestion, commitStyle } from "../../../../../src/edits/commit/commit-style.ts";

describe("a repository's commit style", () => {
  it("is that of Conventional Commits when most messages are, whatever their bodies say", () => {
    const style = commitStyle([
      "feat(ui): add a button\n\nPlain text.",
      "Merge branch 'main' into dev",
      'Revert "Plain"',
      "fixup! feat: x",
      "fix!: keep the file\r\n\r\nBREAKING CHANGE: none",
      "feat(ui): add another",
      "Plain",
    ]);
    assert.equal(style.kind, "conventional");
    assert.deepEqual(style.scopes, ["ui"]);
    assert.deepEqual(style.examples, [
      "feat(ui): add a button",
      "fix!: keep the file",
      "feat(ui): add another",
      "Plain",
    ]);
  });

  it("is the repository's own when fewer are, and where a prefix names a package", () => {
    assert.equal(commitStyle(["feat: a", "Say it", "Do it", "fix: b"]).kind, "own");
    assert.equal(commitStyle(["net/http: fix a", "runtime: add b", "cmd/go: c"]).kind, "own");
    assert.equal(commitStyle(["feat: the only one"]).kind, "own");
    assert.equal(commitStyle([]).kind, "own");
  });

  it("knows whether subjects end with a full stop", () => {
    assert.equal(commitStyle(["Add a.", "Add b.", "Add c"]).endsWithStop, true);
    assert.equal(commitStyle(["Add a...", "Add b", "Add c."]).endsWithStop, false);
  });

  it("is asked for: its convention or its examples, and what the author began", () => {
    const conventional = commitQuestion(commitStyle(["feat(ui): a", "fix(db): b"]), "");
    assert.match(conventional, /Conventional Commits/);
    assert.match(conventional, /ui, db/);
    assert.doesNotMatch(conventional, /author/);
    const own = commitQuestion(commitStyle(["Say hello to everyone"]), "  because of #12 ");
    assert.doesNotMatch(own, /Conventional/);
    assert.match(own, /- Say hello to everyone\n/);
    assert.match(own, /because of #12\n/);
  });
});
