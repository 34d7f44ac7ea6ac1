import assert from "node:assert/strict";
import { NamedPaths } from "../../../../language-server/context/named-paths.ts";

const uris = (paths: NamedPaths, written: string) => {
  const meaning = paths.meaningOf(written);
  return meaning.kind === "places" ? meaning.places.map(({ uri }) => uri) : meaning.kind;
};

describe("a written path", () => {
  const one = new NamedPaths([{ uri: "file:///home/me/shop", name: "shop" }]);

  it("is relative to the folder, whose name it may begin with", () => {
    assert.deepEqual(uris(one, "src/a.ts"), ["file:///home/me/shop/src/a.ts"]);
    assert.deepEqual(uris(one, "shop/a.ts"), ["file:///home/me/shop/shop/a.ts", "file:///home/me/shop/a.ts"]);
    for (const root of ["", ".", "./", "/", "src/.."])
      assert.deepEqual(uris(one, root), ["file:///home/me/shop"]);
  });

  it("has the spelling of VS Code's URIs", () => {
    assert.deepEqual(uris(one, "app/(a)/[id]/it's.ts"), [
      "file:///home/me/shop/app/%28a%29/%5Bid%5D/it%27s.ts",
    ]);
    assert.equal(one.placeOf("file:///home/me/shop/app/(a)/b.ts")?.path, "app/(a)/b.ts");
  });

  it("may be absolute or a URI, within the folder", () => {
    assert.deepEqual(uris(one, "/home/me/shop/a.ts"), ["file:///home/me/shop/a.ts"]);
    assert.deepEqual(uris(one, "file:///home/me/shop/a%20b.ts"), ["file:///home/me/shop/a%20b.ts"]);
    for (const outside of [
      "/home/me/shopping/a.ts",
      "/home/me/shop/../x",
      "..",
      "C:\\a.ts",
      "file:///etc/passwd",
    ])
      assert.equal(uris(one, outside), "outside", outside);
  });

  it("on a drive is the same in any case, and no stream of a file", () => {
    const windows = new NamedPaths([{ uri: "file:///c%3A/Work/shop", name: "shop" }]);
    assert.deepEqual(uris(windows, "c:\\work\\SHOP\\src\\a.ts"), ["file:///c%3A/Work/shop/src/a.ts"]);
    assert.equal(uris(windows, "D:\\Work\\shop\\a.ts"), "outside");
    assert.equal(uris(windows, ".env::$DATA"), "outside");
    assert.equal(uris(windows, "C:\\Work\\shop\\.env::$DATA"), "outside");
  });

  it("means nothing without a folder", () => {
    assert.equal(uris(new NamedPaths([]), "a.ts"), "noFolder");
  });
});

describe("a path in a workspace of several folders", () => {
  const two = new NamedPaths([
    { uri: "vscode-remote://ssh/home/api", name: "api" },
    { uri: "vscode-remote://ssh/home/api/web", name: "web" },
    { uri: "vscode-remote://ssh/old/web", name: "web" },
  ]);

  it("begins with the folder's name, which each has for itself", () => {
    assert.deepEqual(uris(two, "web/a.ts"), ["vscode-remote://ssh/home/api/web/a.ts"]);
    assert.deepEqual(uris(two, "web-2/a.ts"), ["vscode-remote://ssh/old/web/a.ts"]);
    assert.equal(uris(two, "."), "workspace");
  });

  it("of a file in both is that in the innermost", () => {
    assert.equal(two.placeOf("vscode-remote://ssh/home/api/web/a.ts")?.path, "web/a.ts");
    assert.deepEqual(uris(two, "/home/api/web/a.ts"), ["vscode-remote://ssh/home/api/web/a.ts"]);
  });
});
