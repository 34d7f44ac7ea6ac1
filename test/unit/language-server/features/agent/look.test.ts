import assert from "node:assert/strict";
import { look } from "../../../../../language-server/features/agent/look.ts";
import { RealWorkspace } from "./real-workspace.ts";

describe("a look of another agent", () => {
  let workspace: RealWorkspace;

  before(async () => {
    workspace = await RealWorkspace.make({
      ".gitignore": "build/\n",
      ".env": "TOKEN=retry\n",
      "build/out.js": "retry();\n",
      "src/main.ts": "export const retry = 3;\n",
    });
  });

  after(() => workspace.remove());

  const see = (tool: "print_tree" | "search", input: Record<string, unknown>) =>
    look({ tool, input }, { files: workspace.source(), signal: AbortSignal.timeout(60_000) });

  it("prints a tree of what may be seen", async () => {
    assert.equal(await see("print_tree", { path: "", depth: 2 }), "./\n  src/\n    main.ts\n  .gitignore");
  });

  it("finds lines, and none in what is ignored or may hold secrets", async () => {
    assert.equal(await see("search", { path: "", query: "retry" }), "src/main.ts:1:export const retry = 3;");
  });

  it("says to the model what can't be seen, and what makes no sense", async () => {
    assert.match(await see("print_tree", { path: "../elsewhere", depth: 1 }), /outside/);
    assert.match(await see("search", { path: "src" }), /^The arguments of search are wrong/);
  });
});
