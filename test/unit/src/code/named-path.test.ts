import assert from "node:assert/strict";
import { pathWithin } from "../../../../src/code/named-path.ts";

describe("a path that an answer names", () => {
  const paths: [string, string | undefined][] = [
    ["src/a.ts", "src/a.ts"],
    ["./src/../lib/a.ts", "lib/a.ts"],
    ["src\\a.ts", "src/a.ts"],
    ["/w/src/a.ts", "src/a.ts"],
    ["../secret", undefined],
    ["src/../../a", undefined],
    ["..\\..\\a", undefined],
    ["/etc/passwd", undefined],
    ["/wide/a.ts", undefined],
    ["~/.bashrc", undefined],
    ["C:\\Windows\\a.dll", undefined],
    ["", undefined],
    [".", undefined],
    ["a\0b", undefined],
  ];
  for (const [named, path] of paths)
    it(`${JSON.stringify(named)} ${path === undefined ? "leads out of the folder" : `is ${path}`}`, () =>
      assert.equal(pathWithin(named, "/w"), path));

  it("has its drive, and on Windows each name, in any case", () => {
    for (const named of ["C:\\proj\\src\\a.ts", "c:/proj/src/a.ts", "C:\\Proj\\src\\a.ts"])
      assert.equal(pathWithin(named, "/c:/proj"), "src/a.ts");
    assert.equal(pathWithin("D:\\proj\\src\\a.ts", "/c:/proj"), undefined);
    assert.equal(pathWithin("C:\\proj\\..\\a.ts", "/c:/proj"), undefined);
    assert.equal(pathWithin("C:\\project\\a.ts", "/c:/proj"), undefined);
    assert.equal(pathWithin("/W/src/a.ts", "/w"), undefined);
  });
});
