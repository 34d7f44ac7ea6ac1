import assert from "node:assert/strict";
import { languageRule } from "../../../common/language-rule.ts";

describe("a setting by language", () => {
  it("is the language's own value, or else that of all others", () => {
    const rules = { "*": false, python: true };
    assert.deepEqual(
      ["python", "go"].map((language) => languageRule(rules, language)),
      [true, false],
    );
    assert.equal(languageRule({ go: true }, "python"), undefined);
  });
});
