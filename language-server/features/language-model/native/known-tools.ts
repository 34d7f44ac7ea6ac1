/**
 * The tools of VS Code's own chat that the mapping knows: what they take, as VS Code said it in the version below. Names
 * and types count; of a tool that takes anything else nothing is known.
 */
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import type { JsonSchema, ToolSpec } from "../../../protocol/chat.ts";

/** Where they were read; `tools/vscode-chat/record.ts` says where another version differs. */
export const VSCODE_VERSION = "1.139";

export const KNOWN_TOOLS = {
  read_file: v.object({ filePath: v.string(), startLine: v.number(), endLine: v.number() }),
  list_dir: v.object({ path: v.string() }),
  grep_search: v.object({
    query: v.string(),
    isRegexp: v.boolean(),
    includePattern: v.optional(v.string()),
    maxResults: v.optional(v.number()),
    includeIgnoredFiles: v.optional(v.boolean()),
  }),
  file_search: v.object({ query: v.string(), maxResults: v.optional(v.number()) }),
  get_errors: v.object({ filePaths: v.optional(v.array(v.string())) }),
  apply_patch: v.object({ input: v.string(), explanation: v.string() }),
  create_file: v.object({ filePath: v.string(), content: v.string() }),
  run_in_terminal: v.object({
    command: v.string(),
    explanation: v.string(),
    goal: v.string(),
    mode: v.picklist(["sync", "async"]),
    isBackground: v.optional(v.boolean()),
    timeout: v.optional(v.number()),
  }),
  /** Ossicle's own: `package.json` declares them with the schemas of the model's own tools. */
  ossicle_printTree: v.object({ path: v.string(), depth: v.number() }),
  ossicle_search: v.object({ path: v.string(), query: v.string(), max_results: v.optional(v.number()) }),
} as const;

export type KnownTool = keyof typeof KNOWN_TOOLS;
export type KnownInput<Name extends KnownTool> = v.InferOutput<(typeof KNOWN_TOOLS)[Name]>;

/** What some windows add: VS Code's sandbox for commands does. Types, by name. */
const SOMETIMES: Partial<Record<KnownTool, Readonly<Record<string, string>>>> = {
  run_in_terminal: {
    requestUnsandboxedExecution: "boolean",
    requestUnsandboxedExecutionReason: "string",
    requestAllowNetwork: "boolean",
    requestAllowNetworkReason: "string",
    requestFileValidationCheck: "string[]",
    requestFileValidationCheckReason: "string",
  },
};

export function isKnownTool(name: string): name is KnownTool {
  return Object.hasOwn(KNOWN_TOOLS, name);
}

/** What of a tool is not as it is known, a line each; none for a tool that the mapping has nothing to do with. */
export function differencesOf({ name, parameters = {} }: ToolSpec): string[] {
  if (!isKnownTool(name)) return [];
  const known = argumentsOf({ ...toJsonSchema(KNOWN_TOOLS[name]) });
  const found = argumentsOf(parameters);
  const sometimes = SOMETIMES[name] ?? {};
  const changed = [...found].flatMap(([key, { type, isRequired }]) => {
    const before = known.get(key) ?? optional(sometimes[key]);
    if (before === undefined) return [`${name}.${key} is new: ${type}`];
    if (before.type !== type) return [`${name}.${key} is ${type}, and was ${before.type}`];
    if (before.isRequired === isRequired) return [];
    return [`${name}.${key} is ${isRequired ? "required, and was optional" : "optional, and was required"}`];
  });
  const gone = [...known.keys()].filter((key) => !found.has(key));
  return [...changed, ...gone.map((key) => `${name}.${key} is gone`)];
}

interface Argument {
  type: string;
  isRequired: boolean;
}

const optional = (type: string | undefined): Argument | undefined =>
  type === undefined ? undefined : { type, isRequired: false };

function argumentsOf(schema: JsonSchema): Map<string, Argument> {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return new Map(
    Object.entries(record(schema.properties)).map(([key, property]) => [
      key,
      { type: typeOf(record(property)), isRequired: required.includes(key) },
    ]),
  );
}

/** As TypeScript would write it. */
function typeOf(schema: JsonSchema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.type === "array") return `${typeOf(record(schema.items))}[]`;
  return typeof schema.type === "string" ? schema.type : JSON.stringify(schema.type ?? "any");
}

/** Schemas come from outside: what is no object says nothing. */
const record = (value: unknown): JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
