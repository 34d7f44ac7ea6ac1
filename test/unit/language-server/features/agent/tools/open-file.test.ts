import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { RealWorkspace } from "../real-workspace.ts";

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");

describe("a file that the agent opens", () => {
  let workspace: RealWorkspace;
  const open = async (args: object) => workspace.call("repo_browser.open_file", args);

  before(async () => {
    workspace = await RealWorkspace.make({
      "src/app.ts": "one\r\ntwo\r\n",
      "src/long.ts": numbered(523),
      "src/wide.ts": `${"x".repeat(4_000)}\n`.repeat(50),
      "src/empty.ts": "",
      "src/(group)/a b.ts": "in brackets\n",
      ".env": "TOKEN=1\n",
      ".gitignore": "out/\n",
      "out/app.js": "built\n",
      ".git/config": "[core]\n",
      "logo.bin": new Uint8Array([137, 80, 0, 71]),
      "huge.txt": new Uint8Array(50_000_000).fill(97),
    });
  });

  after(() => workspace.remove());

  it("is shown whole where it is short, and the step says what was read", async () => {
    const { result, facts } = await open({ path: "src/app.ts" });
    assert.equal(result, "one\ntwo");
    const uri = workspace.uri("src/app.ts");
    assert.deepEqual(facts, { kind: "read", path: "src/app.ts", uri, first: 1, last: 2, lines: 2 });
    assert.equal(workspace.seen.get(uri), "one\r\ntwo\r\n");
  });

  it("is shown by 200 lines, with the way to the next ones", async () => {
    const { result } = await open({ path: "src/long.ts" });
    assert.match(result, /^line 1\n/);
    assert.match(result, /line 200\n\[Lines 1–200 of 523\. Go on with line_start 201\.\]$/);
    const last = await open({ path: "src/long.ts", line_start: 522, line_end: 900, line_numbers: true });
    assert.equal(last.result, "522: line 522\n523: line 523\n[Lines 522–523 of 523.]");
    assert.match((await open({ path: "src/long.ts", line_start: 500, line_end: -1 })).result, /line 523\n/);
  });

  it("has no line behind its last one", async () => {
    const { result, facts } = await open({ path: "src/long.ts", line_start: 524 });
    assert.equal(result, "src/long.ts has 523 lines: there is no line 524.");
    assert.equal(facts.kind, "failed");
    assert.equal((await open({ path: "src/empty.ts" })).result, "[The file is empty.]");
  });

  it("is cut to 10,000 characters, long lines first", async () => {
    const { result } = await open({ path: "src/wide.ts" });
    assert(result.length <= 10_000, String(result.length));
    assert.match(result, /x … \[3000 more characters\]\n/);
    assert.match(result, /\[Lines 1–9 of 50\. Go on with line_start 10\.\]$/);
  });

  it("says what its editor shows, saved or not", async () => {
    workspace.open.set(workspace.uri("src/app.ts"), "typed just now");
    assert.equal((await open({ path: "src/app.ts" })).result, "typed just now");
    workspace.open.clear();
  });

  it("may be written in several ways", async () => {
    for (const path of [
      "./src/app.ts",
      "src\\app.ts",
      "lib/../src/app.ts",
      join(workspace.base, "src/app.ts"),
    ])
      assert.equal((await open({ path })).result, "one\ntwo", path);
    assert.equal((await open({ path: workspace.uri("src/app.ts") })).result, "one\ntwo");
    assert.equal((await open({ path: "src/(group)/a b.ts" })).result, "in brackets");
  });

  it("that is a folder is listed", async () => {
    assert.equal((await open({ path: "src" })).result, "(group)/\napp.ts\nempty.ts\nlong.ts\nwide.ts");
  });

  it("that isn't there is answered with what is: another case, the nearest folder's names, others of its name", async () => {
    assert.equal(
      (await open({ path: "SRC/App.ts" })).result,
      "There is no SRC/App.ts in the workspace. Did you mean src/app.ts?",
    );
    assert.equal(
      (await open({ path: "src/lib/app.ts" })).result,
      "There is no src/lib/app.ts in the workspace. src has: (group)/, app.ts, empty.ts, long.ts, wide.ts. Elsewhere there is src/app.ts.",
    );
  });

  it("in another case is the same one where the disk takes them for one", async () => {
    const disk = workspace.tree;
    const own = (uri: string) => uri.replace(/src\/app/i, "src/app");
    workspace.tree = {
      list: (uri) => disk.list(uri),
      state: (uri) => disk.state(own(uri)),
      readText: (uri) => disk.readText(own(uri)),
      realUri: (uri) => disk.realUri(own(uri)),
    };
    workspace.open.set(workspace.uri("src/app.ts"), "typed just now");
    const { result, facts } = await open({ path: "SRC/App.ts" });
    workspace.open.clear();
    workspace.tree = disk;
    assert.equal(result, "typed just now");
    assert(facts.kind === "read" && facts.path === "src/app.ts" && facts.uri === workspace.uri("src/app.ts"));
  });

  it("isn't read outside the workspace, by whichever path", async () => {
    for (const path of [
      "../secret.txt",
      "/etc/passwd",
      "D:\\x\\a.ts",
      "\\\\server\\share\\a.ts",
      "src/../../x",
    ]) {
      const { result, facts } = await open({ path });
      assert.match(result, /is outside the workspace/, path);
      assert.deepEqual(facts, { kind: "failed", reason: `${path} is outside the workspace.` });
    }
  });

  it("isn't read through a link that leads out, or into .git", async () => {
    const outside = await RealWorkspace.make({ "a.txt": "theirs" });
    await symlink(join(outside.base, "a.txt"), join(workspace.base, "file-link"), "file");
    await symlink(outside.base, join(workspace.base, "folder-link"), "junction");
    await symlink(join(workspace.base, ".git/config"), join(workspace.base, "git-link"), "file");
    await symlink(join(workspace.base, "src"), join(workspace.base, "inner-link"), "junction");
    assert.match((await open({ path: "file-link" })).result, /leads outside/);
    assert.match((await open({ path: "folder-link/a.txt" })).result, /leads outside/);
    assert.match((await open({ path: "git-link" })).result, /version control/);
    assert.equal((await open({ path: "inner-link/app.ts" })).result, "one\ntwo");
    await outside.remove();
  });

  it("isn't read, listed, searched or made through a link into what is ignored", async () => {
    await symlink(join(workspace.base, "out"), join(workspace.base, "out-link"), "junction");
    const calls: [string, object][] = [
      ["repo_browser.open_file", { path: "out-link/app.js" }],
      ["repo_browser.list_dir", { path: "out-link" }],
      ["repo_browser.search", { path: "out-link", query: "built" }],
      [
        "repo_browser.apply_patch",
        { patch: "*** Begin Patch\n*** Add File: out-link/b.js\n+b\n*** End Patch\n" },
      ],
    ];
    for (const [name, args] of calls)
      assert.match((await workspace.call(name, args)).result, /ignored or may hold secrets/, name);
  });

  it("isn't read where it may hold secrets, is ignored, or is git's", async () => {
    for (const path of [".env", "out/app.js", "out"])
      assert.match((await open({ path })).result, /ignored or may hold secrets/, path);
    for (const path of [".git/config", ".GIT/config"])
      assert.doesNotMatch((await open({ path })).result, /core/, path);
  });

  it("isn't read where it has no text, or too much", async () => {
    assert.match((await open({ path: "logo.bin" })).result, /binary file/);
    const { result, facts } = await open({ path: "huge.txt" });
    assert.match(result, /huge\.txt has 50\.0 MB: files of more than 1\.0 MB can't be opened/);
    assert.deepEqual(facts, { kind: "failed", reason: "huge.txt is too large: it has 50.0 MB." });
  });
});

describe("files of a workspace with several folders", () => {
  let workspace: RealWorkspace;
  const open = async (path: string) => (await workspace.call("repo_browser.open_file", { path })).result;

  before(async () => {
    const files = { "api/main.go": "api", "api/go.mod": "m", "web/main.ts": "web", "web/go.mod": "w" };
    workspace = await RealWorkspace.make(files, ["api", "web"]);
  });

  after(() => workspace.remove());

  it("have paths that begin with the folder's name", async () => {
    assert.equal(await open("web/main.ts"), "web");
    assert.equal(await open("api/../web/main.ts"), "web");
    assert.match(await open("../api/main.go"), /outside/);
  });

  it("are found without it where only one has such a path", async () => {
    assert.equal(await open("main.go"), "api");
    assert.match(
      await open("go.mod"),
      /Several folders of the workspace have it: api\/go\.mod, web\/go\.mod/,
    );
    assert.match(await open("none.ts"), /no api\/none\.ts, web\/none\.ts .*api has: go\.mod, main\.go/);
  });

  it("are all under one root", async () => {
    const list = await workspace.call("repo_browser.list_dir", { path: "." });
    assert.equal(list.result, "api/\nweb/");
    const tree = await workspace.call("repo_browser.print_tree", { path: ".", depth: 2 });
    assert.equal(tree.result, "api/\n  go.mod\n  main.go\nweb/\n  go.mod\n  main.ts");
  });
});

describe("files of a window without a folder", () => {
  it("are none", async () => {
    const workspace = await RealWorkspace.make({ "a.ts": "a" }, []);
    const { result, facts } = await workspace.call("repo_browser.open_file", { path: "a.ts" });
    assert.equal(result, "No folder is open: there are no files.");
    assert.deepEqual(facts, { kind: "failed", reason: "No folder is open." });
    await workspace.remove();
  });
});
