import assert from "node:assert/strict";
import { RealWorkspace } from "../real-workspace.ts";

describe("a search of the agent", () => {
  let workspace: RealWorkspace;
  const search = async (args: object) => workspace.call("repo_browser.search", args);

  before(async () => {
    workspace = await RealWorkspace.make({
      "src/retry.ts": "export const maxRetries = 3;\n",
      "src/client.ts": "import { maxRetries } from './retry';\nfor (;;) {}\n",
      "docs/guide.md": "maxRetries is three.\n".repeat(300),
      ".env": "maxRetries=9\n",
    });
  });

  after(() => workspace.remove());

  it("prints lines as ripgrep does", async () => {
    const { result, facts } = await search({ path: "src", query: "maxRetries" });
    assert.deepEqual(result.split("\n").toSorted(), [
      "src/client.ts:1:import { maxRetries } from './retry';",
      "src/retry.ts:1:export const maxRetries = 3;",
    ]);
    assert.deepEqual(facts, { kind: "searched", query: "maxRetries", matches: 2, files: 2, isCut: false });
  });

  it("says what it leaves out", async () => {
    const { result, facts } = await search({ path: "", query: "maxRetries", max_results: 5 });
    assert.match(result, /\n\[302 matches in 3 files, 5 shown\. A narrower path .*\]$/);
    assert(facts.kind === "searched" && facts.isCut && facts.matches === 302);
    assert(
      (await search({ path: "docs/guide.md", query: "three", max_results: 1_000 })).result.length <= 10_000,
    );
  });

  it("without a match says so, and what has the name", async () => {
    assert.equal((await search({ path: "src", query: "nothing" })).result, 'No match for "nothing" in src.');
    assert.equal(
      (await search({ path: ".", query: "retry.ts" })).result,
      'No match for "retry.ts" in the workspace. Files with it in their path: src/retry.ts',
    );
  });

  it("falls back on another case, and says so", async () => {
    const { result } = await search({ path: "src", query: "MAXRETRIES = 3" });
    assert.match(result, /src\/retry\.ts:1:.*\n\[No match in this case of letters; these differ in it\.\]/);
  });

  it("needs a place that may be read", async () => {
    assert.match((await search({ path: "../x", query: "a" })).result, /outside/);
    assert.match((await search({ path: ".env", query: "max" })).result, /secrets/);
    assert.equal((await search({ path: ".", query: " \n" })).result, "The query is empty.");
  });
});
