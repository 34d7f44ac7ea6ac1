/** What VS Code's chat asks of a model, without its texts: they are Microsoft's. */
import * as v from "valibot";

const part = v.object({ kind: v.string(), characters: v.number() });

const recordedRequest = v.object({
  /** What the user did. */
  step: v.string(),
  options: v.array(v.string()),
  modelOptions: v.array(v.string()),
  tools: v.array(v.object({ name: v.string(), parameters: v.record(v.string(), v.unknown()) })),
  messages: v.array(v.object({ role: v.string(), parts: v.array(part) })),
});

export const recordingSchema = v.object({
  vscode: v.string(),
  chatExtension: v.optional(v.string()),
  requests: v.array(recordedRequest),
  /** Why it ended before its last step. */
  error: v.optional(v.string()),
});

export type RecordedPart = v.InferOutput<typeof part>;
export type RecordedRequest = v.InferOutput<typeof recordedRequest>;
export type Recording = v.InferOutput<typeof recordingSchema>;

/** Of a JSON Schema only names, types, and what is required or to be chosen from. */
export function schemaShape(schema: unknown): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record(schema)))
    if (key === "properties")
      kept[key] = Object.fromEntries(
        Object.entries(record(value)).map(([name, property]) => [name, schemaShape(property)]),
      );
    else if (key === "items") kept[key] = schemaShape(value);
    else if (["type", "required", "enum"].includes(key)) kept[key] = value;
  return kept;
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
