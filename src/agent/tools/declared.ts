/** Tools of others, as the model is told of them. */
import type { JsonSchema, ToolSpec } from "../../../language-server/protocol/chat.ts";

const MAX_NAME_CHARS = 64;
/** Roughly: the exact number depends on the model. */
const CHARS_PER_TOKEN = 4;

/** A tool as VS Code lists it. */
export interface OtherTool {
  name: string;
  description: string;
  inputSchema: object | undefined;
}

/** The tools by the names that the model calls them by: those of others may have signs that such a name can't have. */
export function declared<T extends OtherTool>(tools: readonly T[]): Map<string, { tool: T; spec: ToolSpec }> {
  const all = new Map<string, { tool: T; spec: ToolSpec }>();
  for (const tool of tools) {
    const name = freeName(tool.name, all);
    const { description, inputSchema } = tool;
    const spec = { name, description, ...(inputSchema ? { parameters: schemaOf(inputSchema) } : {}) };
    all.set(name, { tool, spec });
  }
  return all;
}

/** About what a tool costs of the context, in every question. */
export function tokenCost({ name, description, inputSchema }: OtherTool): number {
  const text = JSON.stringify({ name, description, inputSchema });
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

/** A name with a dot would be one of the tools that the model knows. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  const plain = name.replace(/[^\w-]/g, "_").slice(0, MAX_NAME_CHARS) || "tool";
  for (let number = 1; ; number++) {
    const end = number === 1 ? "" : `_${number}`;
    const each = plain.slice(0, MAX_NAME_CHARS - end.length) + end;
    if (!taken.has(each)) return each;
  }
}

const schemaOf = (schema: object): JsonSchema => Object.fromEntries(Object.entries(schema));
