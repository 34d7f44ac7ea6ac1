import assert from "node:assert/strict";
import {
  isNativeTool,
  nativeNamespaces,
  nativeToolNames,
} from "../../../../language-server/prompt/native-tools.ts";
import { toolsText } from "../../../../language-server/prompt/tool-declarations.ts";

describe("the tools of the model's training", () => {
  it("read in Ask, and also change files and run commands in Agent", () => {
    const reading = ["print_tree", "search", "open_file", "list_dir"].map((name) => `repo_browser.${name}`);
    assert.deepEqual(nativeToolNames("ask"), reading);
    assert.deepEqual(nativeToolNames("agent"), [...reading, "repo_browser.apply_patch", "container.exec"]);
  });

  it("are declared each in its namespace", () => {
    const text = toolsText(nativeNamespaces(nativeToolNames("agent")));
    assert.match(
      text,
      /^# Tools\n\n## container\n\n\/\/ .*\nnamespace container \{\n\n.*\ntype exec = \(_: \{/,
    );
    assert.match(
      text,
      /\ntype search = \(_: \{\n\/\/ .*\npath: string,\n\/\/ .*\nquery: string,\nmax_results\?: number,\n\}/,
    );
    assert.match(text, /\ncommand: string\[\],\n/);
    assert.doesNotMatch(toolsText(nativeNamespaces(nativeToolNames("ask"))), /container|apply_patch/);
  });

  it("are known by their whole names alone", () => {
    assert.ok(isNativeTool("repo_browser.open_file"));
    for (const name of ["open_file", "constructor", "toString", ""]) assert.ok(!isNativeTool(name));
  });
});
