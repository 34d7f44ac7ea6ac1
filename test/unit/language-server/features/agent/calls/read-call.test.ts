import assert from "node:assert/strict";
import {
  type OfferedTools,
  readCall,
} from "../../../../../../language-server/features/agent/calls/read-call.ts";

const AGENT: OfferedTools = { mode: "agent", tools: [{ name: "weather", description: "" }] };

/** The tool and its arguments that come of a call. */
function accepted(name: string, args: unknown, offered = AGENT): [string, unknown] {
  const read = readCall({ name, arguments: typeof args === "string" ? args : JSON.stringify(args) }, offered);
  assert.ok("ok" in read, JSON.stringify(read));
  assert.deepEqual(JSON.parse(read.ok.arguments), read.ok.input);
  return [read.ok.name, read.ok.input];
}

const PATCH = "*** Begin Patch\n*** Delete File: a.ts\n*** End Patch";

describe("reading a call", () => {
  it("takes one as the tool declares it", () => {
    const args = { path: "src/a.ts", line_start: 1, line_end: 20, line_numbers: true };
    assert.deepEqual(accepted("repo_browser.open_file", args), ["repo_browser.open_file", args]);
    const command = ["bash", "-lc", "npm test"];
    assert.deepEqual(accepted("container.exec", { command }), ["container.exec", { command }]);
  });

  it("takes a function of the user's, whatever its name", () => {
    assert.deepEqual(accepted("weather", { city: "Ulm" }), ["weather", { city: "Ulm" }]);
    assert.deepEqual(accepted("weather", ""), ["weather", {}]);
    const read: OfferedTools = { mode: "agent", tools: [{ name: "read_file", description: "" }] };
    assert.deepEqual(accepted("read_file", { path: "a" }, read), ["read_file", { path: "a" }]);
  });

  it("has a function's arguments written again that are no object", () => {
    for (const args of ["[1]", "Ulm", '{"city":'])
      assert.ok("redraw" in readCall({ name: "weather", arguments: args }, AGENT));
  });

  it("has a call of an unknown tool written again, and says which there are", () => {
    const read = readCall({ name: "browser.search", arguments: "{}" }, { mode: "ask", tools: [] });
    assert.deepEqual(read, {
      redraw:
        "There is no tool browser.search. There are: repo_browser.print_tree, repo_browser.search, " +
        "repo_browser.open_file, repo_browser.list_dir.",
    });
  });

  it("changes nothing in Ask, and says so", () => {
    for (const [name, args] of [
      ["repo_browser.apply_patch", PATCH],
      ["container.exec", '{"cmd":"ls"}'],
    ] as const) {
      const read = readCall({ name, arguments: args }, { mode: "ask", tools: [] });
      assert.ok("error" in read && read.error.includes("Agent mode"));
    }
  });

  it("says which argument is wrong", () => {
    const read = readCall({ name: "repo_browser.open_file", arguments: '{"line_start":3}' }, AGENT);
    assert.match("redraw" in read ? read.redraw : "", /repo_browser\.open_file.*path/);
  });

  it("takes a patch that is no JSON, and one in a command", () => {
    const patch = { patch: PATCH };
    assert.deepEqual(accepted("repo_browser.apply_patch", `${PATCH}\n`), ["repo_browser.apply_patch", patch]);
    assert.deepEqual(accepted("container.exec", { cmd: `apply_patch <<'EOF'\n${PATCH}\nEOF` }), [
      "repo_browser.apply_patch",
      patch,
    ]);
  });

  it("takes a command that is one text", () => {
    const command = ["bash", "-lc", "npm test"];
    for (const args of [{ cmd: "npm test" }, { command: ["npm test"] }, { commands: "npm test" }])
      assert.deepEqual(accepted("container.exec", args), ["container.exec", { command }]);
  });
});
