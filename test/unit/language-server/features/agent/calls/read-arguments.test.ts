import assert from "node:assert/strict";
import { readArguments } from "../../../../../../language-server/features/agent/calls/read-arguments.ts";

describe("arguments as a model writes them", () => {
  it("have their names changed to those that the tool declares", () => {
    assert.deepEqual(
      readArguments("repo_browser.open_file", { file_path: " a.ts ", start_line: 3, end_line: "9" }),
      { path: "a.ts", line_start: 3, line_end: 9 },
    );
    assert.deepEqual(readArguments("repo_browser.search", { pattern: "x", path: "src", top_k: 5 }), {
      path: "src",
      query: "x",
      max_results: 5,
    });
    assert.deepEqual(readArguments("container.exec", { cmd: ["ls"], cwd: "web" }), {
      command: ["ls"],
      workdir: "web",
    });
  });

  it("take the tool's own name before another", () => {
    assert.deepEqual(readArguments("repo_browser.search", { query: "a", pattern: "b", path: "" }).query, "a");
  });

  it("leave out what is no argument, and what says nothing", () => {
    const written = {
      path: "a",
      line_start: 0,
      line_end: -1,
      line_numbers: "True",
      encoding: "utf-8",
      limit: null,
    };
    assert.deepEqual(readArguments("repo_browser.open_file", written), { path: "a", line_numbers: true });
  });

  it("have usual values where the model left them out", () => {
    assert.deepEqual(readArguments("repo_browser.print_tree", {}), { path: "", depth: 2 });
    assert.deepEqual(readArguments("repo_browser.list_dir", { depth: 1.5 }), { path: "", depth: 1 });
    assert.deepEqual(readArguments("repo_browser.search", { query: "x" }), { path: "", query: "x" });
  });

  it("keep what is no number, for the schema to say so", () => {
    assert.equal(readArguments("repo_browser.print_tree", { depth: "all" }).depth, "all");
  });

  it("make a command of one text, which is for a shell", () => {
    const command = (written: unknown) => readArguments("container.exec", { command: written }).command;
    assert.deepEqual(command("ls -la"), ["bash", "-lc", "ls -la"]);
    assert.deepEqual(command(["npm test", "--", "a"]), ["bash", "-lc", "npm test -- a"]);
    assert.deepEqual(command(["git", "log -1"]), ["git", "log -1"]);
    for (const none of ["", " ", [], undefined, 5]) assert.equal(command(none), undefined);
  });

  it("take a small time limit for seconds", () => {
    assert.equal(readArguments("container.exec", { cmd: "ls", timeout: 30 }).timeout, 30_000);
    assert.equal(readArguments("container.exec", { cmd: "ls", timeout_ms: 30_000 }).timeout, 30_000);
  });

  it("have the patch alone, with its line breaks", () => {
    const patch = "*** Begin Patch\n*** Add File: a\n+\\n\n*** End Patch";
    const read = (written: unknown) => readArguments("repo_browser.apply_patch", { input: written }).patch;
    for (const written of [patch, `Here:\n\`\`\`diff\n${patch}\n\`\`\`\n`, ["apply_patch", patch]])
      assert.equal(read(written), patch);
    assert.equal(
      read("*** Begin Patch\\n*** Delete File: a\\n*** End Patch"),
      "*** Begin Patch\n*** Delete File: a\n*** End Patch",
    );
    assert.equal(
      read("*** Begin Patch ***\n*** Delete File: a\n*** End Patch ***"),
      "*** Begin Patch ***\n*** Delete File: a\n*** End Patch",
    );
  });
});
