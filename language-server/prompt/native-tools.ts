/**
 * The tools that gpt-oss knows from its training: it calls them reliably under these names, with these arguments, and
 * declared in the system message (https://arxiv.org/abs/2604.00362). The descriptions are ours.
 *
 * One schema for each tool's arguments is behind what the prompt declares, what a call is checked against, and what a
 * grammar holds it to.
 */
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import type { AgentMode, JsonSchema, ToolSpec } from "../protocol/chat.ts";
import type { ToolNamespace } from "./tool-declarations.ts";

const folder = described(v.string(), 'Folder; "" for the whole workspace.');

export const NATIVE_TOOLS = {
  "repo_browser.print_tree": {
    description: "Shows files and folders as a tree.",
    args: v.object({ path: folder, depth: described(v.number(), "Levels to show.") }),
  },
  "repo_browser.search": {
    description: "Finds lines in files, as path:line:text.",
    args: v.object({
      path: described(v.string(), 'Folder or file; "" for the whole workspace.'),
      query: described(v.string(), "Text or regular expression."),
      max_results: v.optional(v.number()),
    }),
  },
  "repo_browser.open_file": {
    description: "Shows lines of a file, 200 unless you say which. Lines are counted from 1.",
    args: v.object({
      path: v.string(),
      line_start: v.optional(v.number()),
      line_end: v.optional(described(v.number(), "The last line to show.")),
      line_numbers: v.optional(described(v.boolean(), "Begin each line with its number.")),
    }),
  },
  "repo_browser.list_dir": {
    description: "Lists a folder.",
    args: v.object({ path: folder, depth: v.optional(v.number()) }),
  },
  "repo_browser.apply_patch": {
    description:
      "Changes files: edits, creates, deletes and moves them. All changes of a patch are made, or none.",
    args: v.object({ patch: described(v.string(), "From *** Begin Patch to *** End Patch.") }),
  },
  "container.exec": {
    description: "Runs a command in the user's terminal and shows its exit code and output.",
    args: v.object({
      command: described(v.array(v.string()), 'Such as ["bash", "-lc", "npm test"].'),
      workdir: v.optional(folder),
      timeout: v.optional(described(v.number(), "Milliseconds.")),
    }),
  },
} as const;

export type NativeTool = keyof typeof NATIVE_TOOLS;
export type NativeInput<Name extends NativeTool> = v.InferOutput<(typeof NATIVE_TOOLS)[Name]["args"]>;

const NAMESPACES = {
  container: "Runs commands in the workspace.",
  repo_browser: "The files of the workspace. Paths are relative to its root.",
};

const NAMES = Object.keys(NATIVE_TOOLS).filter(isNativeTool);
const READING = NAMES.filter((name) => !["repo_browser.apply_patch", "container.exec"].includes(name));

export function isNativeTool(name: string): name is NativeTool {
  return Object.hasOwn(NATIVE_TOOLS, name);
}

/** The tools that a mode gives the model. */
export function nativeToolNames(mode: AgentMode): readonly NativeTool[] {
  return mode === "ask" ? READING : NAMES;
}

/** A tool's arguments as the prompt and a grammar have them. */
export function nativeSchema(name: NativeTool): JsonSchema {
  const { $schema: _, ...schema } = toJsonSchema(NATIVE_TOOLS[name].args);
  return schema;
}

/** What the system message declares, in the order of openai-harmony: that of the namespaces' names. */
export function nativeNamespaces(names: readonly NativeTool[]): ToolNamespace[] {
  return Object.entries(NAMESPACES).flatMap(([namespace, description]) => {
    const tools = names.flatMap((name): ToolSpec[] => {
      const [own, tool = ""] = name.split(".");
      if (own !== namespace) return [];
      return [{ name: tool, description: NATIVE_TOOLS[name].description, parameters: nativeSchema(name) }];
    });
    return tools.length > 0 ? [{ name: namespace, description, tools }] : [];
  });
}

function described<Schema extends v.GenericSchema>(schema: Schema, description: string) {
  return v.pipe(schema, v.description(description));
}
