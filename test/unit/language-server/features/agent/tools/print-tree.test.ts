import assert from "node:assert/strict";
import { RealWorkspace } from "../real-workspace.ts";

describe("a tree that the agent prints", () => {
  let workspace: RealWorkspace;

  before(async () => {
    const many = Array.from({ length: 40 }, (_, folder) =>
      Array.from({ length: 40 }, (_, file) => [`many/folder-${folder}/a-file-${file}.ts`, ""]),
    ).flat();
    workspace = await RealWorkspace.make({
      "src/a/b/c/deep.ts": "",
      "src/main.ts": "",
      "node_modules/x/index.js": "",
      "README.md": "",
      ...Object.fromEntries(many),
    });
  });

  after(() => workspace.remove());

  const print = async (args: object) => workspace.call("repo_browser.print_tree", args);

  it("goes as deep as it is asked to", async () => {
    const { result, facts } = await print({ path: "src", depth: 2 });
    assert.equal(result, "src/\n  a/\n    b/\n  main.ts");
    assert.deepEqual(facts, {
      kind: "listed",
      path: "src",
      uri: workspace.uri("src"),
      entries: 3,
      isTree: true,
    });
    assert.match((await print({ path: "src", depth: 9 })).result, / {8}deep\.ts\n/);
  });

  it("doesn't go into what others have written", async () => {
    const { result } = await print({ path: "", depth: 3 });
    assert.match(result, /\n {2}node_modules\/\n/);
    assert.doesNotMatch(result, /index\.js/);
  });

  it("leaves out the deepest where all of it is too long, and marks where", async () => {
    const { result } = await print({ path: ".", depth: 4 });
    assert(result.length <= 10_000);
    assert.match(result, /folder-0\/\n {6}a-file-0\.ts/);
    assert.match(result, /folder-9\/ …\n/);
    assert.match(
      result,
      /\n {2}README\.md\n\[A folder with … has more in it: print_tree of it shows that\.\]$/,
    );
  });

  it("of a file is none", async () => {
    assert.match((await print({ path: "README.md", depth: 1 })).result, /is a file: open_file shows/);
  });
});
