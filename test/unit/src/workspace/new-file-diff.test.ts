import assert from "node:assert/strict";
import { newFileDiff } from "../../../../src/workspace/new-file-diff.ts";

describe("a file that git doesn't know", () => {
  it("is a diff that adds all of its lines", () => {
    assert.equal(
      newFileDiff("a.ts", "one\r\ntwo\r\n"),
      "diff --git a/a.ts b/a.ts\nnew file\n--- /dev/null\n+++ b/a.ts\n@@ -0,0 +1,2 @@\n+one\n+two",
    );
    assert.match(newFileDiff("a.ts", ""), /empty/);
  });
});
