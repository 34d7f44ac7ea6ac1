import assert from "node:assert/strict";
import {
  locate,
  parentUri,
  resolveUri,
  shownPath,
} from "../../../../language-server/context/workspace-paths.ts";

describe("a place in the workspace", () => {
  it("is that of the innermost folder", () => {
    const folders = ["file:///w", "file:///w/packages/one"];
    assert.deepEqual(locate("file:///w/packages/one/a.ts", folders), { folder: folders[1], path: "a.ts" });
    assert.deepEqual(locate("file:///w/packages/oneself/a.ts", folders)?.folder, folders[0]);
    assert.equal(locate("file:///elsewhere/a.ts", folders), undefined);
  });

  it("is on one machine: another may have a folder of the same path", () => {
    const folders = ["vscode-remote://ssh-remote%2Bone/home/p", "vscode-vfs://github/home/p"];
    assert.deepEqual(locate("vscode-remote://ssh-remote+one/home/p/src/a.ts", folders), {
      folder: folders[0],
      path: "src/a.ts",
    });
    assert.equal(locate("vscode-remote://ssh-remote%2Btwo/home/p/a.ts", folders), undefined);
    assert.equal(locate("file:///home/p/a.ts", folders), undefined);
    assert.equal(shownPath("vscode-vfs://gitlab/home/p/src/a.ts", folders), "a.ts");
  });
});

describe("a URI", () => {
  it("has a parent up to the root", () => {
    assert.equal(parentUri("file:///a/b%20c"), "file:///a");
    assert.equal(parentUri("file:///a/"), "file:///");
    assert.equal(parentUri("file:///"), undefined);
    assert.equal(parentUri("vscode-remote://host/a"), "vscode-remote://host/");
  });

  it("is found by a path, from a folder or from the root", () => {
    assert.equal(resolveUri("file:///a/b", "../c d/./e"), "file:///a/c%20d/e");
    assert.equal(resolveUri("file:///a/b", "/x/y"), "file:///x/y");
    assert.equal(resolveUri("file:///a/b", "../../../x"), "file:///x");
    assert.equal(resolveUri("file:///c%3A/a", "D:\\x\\y"), "file:///D%3A/x/y");
  });
});
