import assert from "node:assert/strict";
import { RealWorkspace } from "../real-workspace.ts";

describe("a folder that the agent lists", () => {
  let workspace: RealWorkspace;
  const list = async (args: object) => workspace.call("repo_browser.list_dir", args);

  before(async () => {
    workspace = await RealWorkspace.make({
      "b.ts": "",
      "lib/deep/a.ts": "",
      "lib/a.ts": "",
      ".gitignore": "out/\n*.log\n",
      "out/app.js": "",
      "a.log": "",
      ".env": "",
      ".git/config": "",
    });
  });

  after(() => workspace.remove());

  it("has its folders first, without what is ignored, secret, or git's", async () => {
    const { result, facts } = await list({ path: "." });
    assert.equal(result, "lib/\n.gitignore\nb.ts");
    assert.deepEqual(facts, {
      kind: "listed",
      path: ".",
      uri: workspace.uri("."),
      entries: 3,
      isTree: false,
    });
    assert.equal((await list({ path: "lib", depth: 2 })).result, "lib/\n  deep/\n    a.ts\n  a.ts");
  });

  it("of 100,000 entries is cut, and says how many there are", async () => {
    workspace.tree = {
      readText: async () => null,
      realUri: async () => undefined,
      state: async () => ({ bytes: 0, modified: 0, isFolder: true }),
      list: async () =>
        Array.from({ length: 100_000 }, (_, index) => ({
          name: `entry-${String(index).padStart(6, "0")}.txt`,
          kind: "file" as const,
        })),
    };
    const { result, facts } = await list({ path: "." });
    assert(result.length <= 10_000);
    assert.match(result, /^entry-000000\.txt\n/);
    const shown = result.split("\n").length - 1;
    assert(
      result.endsWith(`[${100_000 - shown} more entries. Search in . for what you need.]`),
      result.slice(-80),
    );
    assert.equal(facts.kind === "listed" && facts.entries, 100_000);
    const tree = await workspace.call("repo_browser.print_tree", { path: ".", depth: 2 });
    assert.match(tree.result, /entry-000059\.txt\n {2}\[99940 more entries\]$/);
  });
});
