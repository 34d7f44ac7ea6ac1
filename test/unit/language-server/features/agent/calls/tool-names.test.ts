import assert from "node:assert/strict";
import {
  nativeToolOf,
  soundsLikeWriting,
} from "../../../../../../language-server/features/agent/calls/tool-names.ts";

describe("the name of a tool that a model has called", () => {
  const names: Record<string, string[]> = {
    "repo_browser.open_file": [
      ...["repo_browser.open_file", "open_file", "functions.open_file", "functions.repo_browser.open_file"],
      ...[
        "repo_browser.read",
        "repo_browser.cat",
        "container.open_file",
        "repo_browser_open_file",
        "read_file",
      ],
      ...["repo_browser/open_file", "repo_browser::open_file", "Repo_Browser.Open_File"],
    ],
    "repo_browser.search": ["search", "repo_browser.grep", "functions.search"],
    "repo_browser.list_dir": ["repo_browser.ls", "list_files"],
    "repo_browser.print_tree": ["print_tree", "repo_browser.tree"],
    "repo_browser.apply_patch": ["apply_patch", "functions.apply_patch", "container.apply_patch"],
    "container.exec": [
      "exec",
      "shell",
      "bash",
      "functions.shell",
      "container.run",
      "container_exec",
      "tool.Bash",
      "tool_bash",
    ],
  };
  for (const [tool, written] of Object.entries(names))
    it(`may be written in other ways: ${tool}`, () => {
      for (const name of written) assert.equal(nativeToolOf(name), tool, name);
    });

  it("may be one that writes files elsewhere", () => {
    for (const name of [
      "Write",
      "repo_browser.write_file",
      "FileEdit",
      "str_replace_editor",
      "functions.create_file",
    ])
      assert.ok(soundsLikeWriting(name), name);
    for (const name of ["browser.search", "python", "rewrite_history", "editor"])
      assert.ok(!soundsLikeWriting(name), name);
  });

  it("is none of ours in another namespace, or where it could mean any", () => {
    for (const name of [
      "browser.search",
      "browser.open",
      "python",
      "python.exec",
      "find",
      "constructor",
      "",
      ".",
    ])
      assert.equal(nativeToolOf(name), undefined, name);
  });
});
