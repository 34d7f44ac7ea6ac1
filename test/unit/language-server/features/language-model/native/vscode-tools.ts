/** The tools as VS Code offers them, in form: names and types are VS Code's, the rest is made up. */
import type { JsonSchema, ToolSpec } from "../../../../../../language-server/protocol/chat.ts";

const text: JsonSchema = { type: "string", description: "Some text." };
const number: JsonSchema = { type: "number", description: "Some number." };
const flag: JsonSchema = { type: "boolean" };

function tool(name: string, properties: Record<string, JsonSchema>, required: string[] = []): ToolSpec {
  return { name, description: `Does ${name}.`, parameters: { type: "object", properties, required } };
}

/** As 1.139 has them. */
export const VSCODE_TOOLS: readonly ToolSpec[] = [
  tool("read_file", { filePath: text, startLine: number, endLine: number }, [
    "filePath",
    "startLine",
    "endLine",
  ]),
  tool("list_dir", { path: text }, ["path"]),
  tool(
    "grep_search",
    { query: text, isRegexp: flag, includePattern: text, maxResults: number, includeIgnoredFiles: flag },
    ["query", "isRegexp"],
  ),
  tool("file_search", { query: text, maxResults: number }, ["query"]),
  tool("get_errors", { filePaths: { type: "array", items: text } }),
  tool("apply_patch", { input: text, explanation: text }, ["input", "explanation"]),
  tool("create_file", { filePath: text, content: text }, ["filePath", "content"]),
  {
    ...tool(
      "run_in_terminal",
      {
        command: text,
        explanation: text,
        goal: text,
        mode: { type: "string", enum: ["sync", "async"], enumDescriptions: ["Waits.", "Doesn't."] },
        isBackground: flag,
        timeout: number,
      },
      ["command", "explanation", "goal", "mode"],
    ),
    description: "Runs commands in a terminal with bash.",
  },
  tool("session_store_sql", { description: text, query: text }, ["description"]),
  tool("mcp_weather", { city: text }, ["city"]),
];

/** As `package.json` declares Ossicle's own. */
export const OSSICLE_TOOLS: readonly ToolSpec[] = [
  tool("ossicle_printTree", { path: text, depth: number }, ["path", "depth"]),
  tool("ossicle_search", { path: text, query: text, max_results: number }, ["path", "query"]),
];

export const vscodeTool = (name: string): ToolSpec => {
  const found = VSCODE_TOOLS.find((each) => each.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};
