import assert from "node:assert/strict";
import { filesByName } from "../../../../../src/chat/context/file-names.ts";

const search = filesByName(
  ["src/shop.ts", "test/shop.ts", "src/cart/index.ts", "Makefile", "src/a b.ts"].map((relative) => ({
    path: `/w/${relative}`,
    relative,
  })),
);
const found = (name: string) => search(name).map(({ relative }) => relative);

describe("files by the names that answers give them", () => {
  it("are those at a path, or else those whose path ends so", () => {
    assert.deepEqual(found("src/shop.ts"), ["src/shop.ts"]);
    assert.deepEqual(found("./src/shop.ts"), ["src/shop.ts"]);
    assert.deepEqual(found("src\\shop.ts"), ["src/shop.ts"]);
    assert.deepEqual(found("shop.ts"), ["src/shop.ts", "test/shop.ts"]);
    assert.deepEqual(found("cart/index.ts"), ["src/cart/index.ts"]);
    assert.deepEqual(found("/w/src/a b.ts"), ["src/a b.ts"]);
    assert.deepEqual(found("file:///w/Makefile"), ["Makefile"]);
  });

  it("are a whole name, and files of the workspace alone", () => {
    for (const name of [
      "hop.ts",
      "ts",
      "",
      "/",
      "../w/src/shop.ts",
      "/etc/passwd",
      "src/shop.ts/",
      "/src/shop.ts",
    ])
      assert.deepEqual(found(name), [], name);
  });

  it("may be on a drive", () => {
    const on = filesByName([{ path: "/c:/w/src/a.ts", relative: "src/a.ts" }]);
    for (const name of ["C:\\w\\src\\a.ts", "c:/w/src/a.ts", "file:///C:/w/src/a.ts"])
      assert.equal(on(name).length, 1, name);
    assert.equal(on("d:/w/src/a.ts").length, 0);
  });
});
