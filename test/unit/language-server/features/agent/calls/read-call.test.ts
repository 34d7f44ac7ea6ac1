import assert from "node:assert/strict";
import * as v from "valibot";
import {
  type OfferedTools,
  readCall,
} from "../../../../../../language-server/features/agent/calls/read-call.ts";

import { NATIVE_TOOLS, nativeToolNames } from "../../../../../../language-server/prompt/native-tools.ts";
import { MARKERS, ODD_TEXTS } from "../../../../../../tools/harmony-reference/texts.ts";
import { Random } from "../../../../../../tools/random.ts";

const ASK: OfferedTools = { native: nativeToolNames("ask"), readsOnly: true, tools: [] };
const AGENT: OfferedTools = {
  native: nativeToolNames("agent"),
  readsOnly: false,
  tools: [{ name: "weather", description: "" }],
};

/** The tool and its arguments that come of a call. */
function accepted(name: string, args: unknown, offered = AGENT): [string, unknown] {
  const read = readCall({ name, arguments: typeof args === "string" ? args : JSON.stringify(args) }, offered);
  assert.ok("ok" in read, JSON.stringify(read));
  assert.deepEqual(JSON.parse(read.ok.arguments), read.ok.input);
  return [read.ok.name, read.ok.input];
}

const PATCH = "*** Begin Patch\n*** Delete File: a.ts\n*** End Patch";

/** Calls that nobody would think of. Each is made from its number, so a failure comes again. */
function oddCall(random: Random): { name: string; arguments: string } {
  const names = [
    ...nativeToolNames("agent"),
    "tool.run",
    "write_file",
    "weather",
    "x",
    "browser.search",
    ...MARKERS,
  ];
  const keys = [
    "path",
    "query",
    "patch",
    "command",
    "cmd",
    "input",
    "name",
    "arguments",
    "line_start",
    "workdir",
  ];
  const text = () => random.pick([...ODD_TEXTS, PATCH, "apply_patch", `apply_patch <<EOF\n${PATCH}\nEOF`]);
  const value = (): unknown =>
    random.pick<() => unknown>([
      text,
      () => [text(), text()],
      () => ["bash", "-lc", text()],
      () => random.below(9),
      () => null,
    ])();
  const object = () => Object.fromEntries(random.times(random.below(4), () => [random.pick(keys), value()]));
  const written = random.pick([text, () => JSON.stringify(object()), () => JSON.stringify([object()])])();
  return {
    name: random.pick(names),
    arguments: random.chance(90) ? written : written.slice(0, random.below(40)),
  };
}

describe("reading a call", () => {
  it("gives a call that its tool can take, or a text, whatever is written", () => {
    for (let seed = 0; seed < 5_000; seed++) {
      const read = readCall(oddCall(Random.nth(seed)), AGENT);
      if ("ok" in read) {
        const { kind, name, input } = read.ok;
        assert.ok(kind === "function" || v.is(NATIVE_TOOLS[name].args, input), `call ${seed}`);
      } else assert.match("error" in read ? read.error : read.redraw, /^[A-Z].*\.$/s, `call ${seed}`);
    }
  });

  it("takes one as the tool declares it", () => {
    const args = { path: "src/a.ts", line_start: 1, line_end: 20, line_numbers: true };
    assert.deepEqual(accepted("repo_browser.open_file", args), ["repo_browser.open_file", args]);
    const command = ["bash", "-lc", "npm test"];
    assert.deepEqual(accepted("container.exec", { command }), ["container.exec", { command }]);
  });

  it("takes a function of the user's, whatever its name", () => {
    assert.deepEqual(accepted("weather", { city: "Ulm" }), ["weather", { city: "Ulm" }]);
    assert.deepEqual(accepted("weather", ""), ["weather", {}]);
    const read: OfferedTools = {
      native: nativeToolNames("agent"),
      readsOnly: false,
      tools: [{ name: "read_file", description: "" }],
    };
    assert.deepEqual(accepted("read_file", { path: "a" }, read), ["read_file", { path: "a" }]);
  });

  it("has a function's arguments written again that are no object", () => {
    for (const args of ["[1]", "Ulm", '{"city":'])
      assert.ok("redraw" in readCall({ name: "weather", arguments: args }, AGENT));
  });

  it("has a call of an unknown tool written again, and says which there are", () => {
    const read = readCall({ name: "browser.search", arguments: "{}" }, ASK);
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
      const read = readCall({ name, arguments: args }, ASK);
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

  it("takes a patch in whatever it is wrapped in", () => {
    for (const args of [
      `[{"input":${JSON.stringify(PATCH)}}]`,
      `{"input":${JSON.stringify(PATCH)}}]`,
      JSON.stringify({ command: ["apply_patch", PATCH] }),
      JSON.stringify(PATCH),
      JSON.stringify(["apply_patch", PATCH]),
      `{"patch":"${PATCH}"}`,
      `\`\`\`diff\n${PATCH}\n\`\`\``,
      "--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-a\n+b\n",
    ]) {
      const [name, input] = accepted("functions.apply_patch", args);
      assert.equal(name, "repo_browser.apply_patch");
      assert.match(JSON.stringify(input), /a\.ts/);
    }
    assert.ok("redraw" in readCall({ name: "apply_patch", arguments: "I change a.ts." }, AGENT));
  });

  it("takes the tool that is named beside the arguments", () => {
    const open = ["repo_browser.open_file", { path: "a.md" }];
    for (const name of ["tool.run", "Golang", "container.exec", "repo_browser.open_file"])
      for (const args of [
        { name: "Read", input: { file_path: "a.md" } },
        { name: "repo_browser.open_file", arguments: '{"path":"a.md"}' },
        { tool: "open_file", parameters: { path: "a.md" }, id: "1" },
      ])
        assert.deepEqual(accepted(name, args), open);
    assert.deepEqual(accepted("exec", { name: "weather", arguments: { city: "Ulm" } }), [
      "weather",
      { city: "Ulm" },
    ]);
    assert.deepEqual(accepted("repo_browser.open_file", { arguments: { path: "a.md" } }), open);
  });

  it("leaves a function's own arguments alone, whatever their names are", () => {
    const own: OfferedTools = {
      native: nativeToolNames("agent"),
      readsOnly: false,
      tools: [{ name: "run", description: "" }],
    };
    const args = { name: "Read", input: { path: "a" } };
    assert.deepEqual(accepted("run", args, own), ["run", args]);
    assert.deepEqual(accepted("run", { name: "run", arguments: { a: 1 } }, own), ["run", { a: 1 }]);
  });

  it("says how files are changed where a model calls another tool for it", () => {
    const write = { name: "repo_browser.write_file", arguments: '{"path":"a","content":"b"}' };
    const read = readCall(write, AGENT);
    assert.match("error" in read ? read.error : "", /repo_browser\.apply_patch/);
    const ask = readCall(write, ASK);
    assert.match("error" in ask ? ask.error : "", /Agent mode/);
  });

  it("has a tool of the model's training that isn't there called again, by one that is", () => {
    const few: OfferedTools = { native: ["repo_browser.search"], readsOnly: false, tools: [] };
    for (const name of ["repo_browser.apply_patch", "write_file", "container.exec"]) {
      const read = readCall({ name, arguments: '{"patch":"*** Begin Patch"}' }, few);
      assert.match("redraw" in read ? read.redraw : "", /There are: repo_browser\.search\./, name);
    }
  });

  it("runs no text that is no command", () => {
    for (const args of ["I should run the tests.", "npm test", '{"code":"import os","lang":"python"}'])
      assert.ok("redraw" in readCall({ name: "container.exec", arguments: args }, AGENT), args);
  });

  it("takes a command that is one text", () => {
    const command = ["bash", "-lc", "npm test"];
    for (const args of [{ cmd: "npm test" }, { command: ["npm test"] }, { commands: "npm test" }])
      assert.deepEqual(accepted("container.exec", args), ["container.exec", { command }]);
  });
});
