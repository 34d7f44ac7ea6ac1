import assert from "node:assert/strict";
import { isTrue, parseGitConfig } from "../../../../../language-server/context/ignore/git-config.ts";

const values = (text: string) =>
  parseGitConfig(text).map(({ section, key, value }) => `${section}.${key}=${value}`);

describe("git's configuration", () => {
  it("has sections with keys, whatever their case, and comments", () => {
    assert.deepEqual(
      values("# first\n[Core]\n\texcludesFile = ~/.ignore ; mine\n\tignoreCase\n[user] name = A B\n;x\n"),
      ["core.excludesfile=~/.ignore", "core.ignorecase=null", "user.name=A B"],
    );
  });

  it("has values in quotes, escaped, and over several lines", () => {
    assert.deepEqual(
      values('[core]\nexcludesfile = "a # b"  \n[remote "x"]\nurl = a\\\\b\\"c\n[a]\nb = one \\\ntwo'),
      ["core.excludesfile=a # b", 'remote "x".url=a\\b"c', "a.b=one two"],
    );
  });

  it("has lines that say nothing", () => {
    assert.deepEqual(values("[core\n= x\n]"), []);
  });

  it("knows what is true", () => {
    for (const value of [null, "true", "YES", "on", "1"]) assert.equal(isTrue(value), true);
    for (const value of ["false", "no", "off", "0", ""]) assert.equal(isTrue(value), false);
  });
});
