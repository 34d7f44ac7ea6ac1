import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import {
  differencesOf,
  KNOWN_TOOLS,
} from "../../../../../../language-server/features/language-model/native/known-tools.ts";
import type { JsonSchema } from "../../../../../../language-server/protocol/chat.ts";
import { VSCODE_TOOLS, vscodeTool } from "./vscode-tools.ts";

const root = join(import.meta.dirname, "../../../../../..");

const manifest = v.object({
  contributes: v.object({
    languageModelTools: v.array(
      v.object({
        name: v.string(),
        modelDescription: v.string(),
        inputSchema: v.record(v.string(), v.unknown()),
      }),
    ),
  }),
});

/** The differences of a tool whose arguments are others. */
function changed(name: string, properties: Record<string, JsonSchema>, required?: string[]): string[] {
  const { parameters = {}, ...tool } = vscodeTool(name);
  const before = v.parse(v.record(v.string(), v.unknown()), parameters.properties);
  return differencesOf({
    ...tool,
    parameters: {
      ...parameters,
      properties: { ...before, ...properties },
      ...(required ? { required } : {}),
    },
  });
}

describe("the tools of VS Code's chat that are known", () => {
  for (const tool of VSCODE_TOOLS)
    it(`take what VS Code says: ${tool.name}`, () => assert.deepEqual(differencesOf(tool), []));

  it("are others once a name, a type or what is required differs", () => {
    assert.deepEqual(changed("read_file", { offset: { type: "number" } }), [
      "read_file.offset is new: number",
    ]);
    assert.deepEqual(changed("read_file", { endLine: { type: "string" } }), [
      "read_file.endLine is string, and was number",
    ]);
    assert.deepEqual(changed("read_file", {}, ["filePath"]), [
      "read_file.startLine is optional, and was required",
      "read_file.endLine is optional, and was required",
    ]);
    assert.deepEqual(changed("get_errors", {}, ["filePaths"]), [
      "get_errors.filePaths is required, and was optional",
    ]);
    assert.deepEqual(changed("run_in_terminal", { mode: { type: "string", enum: ["sync", "later"] } }), [
      'run_in_terminal.mode is "sync" | "later", and was "sync" | "async"',
    ]);
    assert.deepEqual(differencesOf({ name: "list_dir", description: "" }), ["list_dir.path is gone"]);
  });

  it("are the same with what VS Code's sandbox adds, where it is on", () => {
    const more = {
      requestUnsandboxedExecution: { type: "boolean" },
      requestFileValidationCheck: { type: "array", items: { type: "string" } },
    };
    assert.deepEqual(changed("run_in_terminal", more), []);
  });

  it("are declared by package.json where they are Ossicle's own", () => {
    const tools = v
      .parse(manifest, JSON.parse(readFileSync(join(root, "package.json"), "utf8")))
      .contributes.languageModelTools.map(
        ({ name, modelDescription: description, inputSchema: parameters }) => ({
          name,
          description,
          parameters,
        }),
      );
    const own = Object.keys(KNOWN_TOOLS).filter((name) => name.startsWith("ossicle_"));
    assert.deepEqual(tools.map(({ name }) => name).toSorted(), own.toSorted());
    for (const tool of tools) assert.deepEqual(differencesOf(tool), []);
  });
});
