/**
 * A thread's file: two lines of JSON. The first is short and has what a list needs, so that hundreds of threads can be
 * listed without reading their texts. The second is the thread.
 */
import * as v from "valibot";
import { stepAim, stepFacts } from "../../../language-server/protocol/agent.ts";
import { agentMode, cutReason, reasoningEffort } from "../../../language-server/protocol/chat.ts";
import { counts, stopReason } from "../../../language-server/protocol/status.ts";
import { type Thread, threadTitle } from "./thread.ts";

/**
 * Fields that older files lack are optional. A change that an older Ossicle can't read, or would lose when it writes
 * the thread, needs the next number; what doesn't have the change keeps the lower one.
 * 2: an answer has steps.
 */
const FORMAT_VERSIONS = [1, 2] as const;
const NEWEST = 2;
/** The first line ends within this many bytes. */
export const HEAD_BYTES = 4_096;

/** A thread id becomes a file's name. */
const threadId = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const head = v.object({
  format: v.literal("ossicle-chat"),
  version: v.picklist(FORMAT_VERSIONS),
  /** Changes with every write, so that a window notices when another one has written. */
  revision: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  id: threadId,
  title: v.pipe(v.string(), v.maxLength(400)),
  created: v.number(),
  updated: v.number(),
});
export type Head = v.InferOutput<typeof head>;

const position = v.object({ line: v.number(), character: v.number() });
const attached = v.object({
  item: v.object({
    kind: v.picklist(["file", "selection", "problems", "changes", "terminal", "codebase"]),
    title: v.string(),
    uri: v.optional(v.string()),
    range: v.optional(v.object({ start: position, end: position })),
    text: v.string(),
  }),
  tokens: v.number(),
  cut: v.optional(v.object({ lines: v.number(), of: v.number() })),
});

const end = v.object({
  reason: v.picklist([
    ...stopReason.options,
    ...cutReason.options,
    ...(["interrupted", "serverLost", "failed"] as const),
  ]),
  counts: v.optional(counts),
  tool: v.optional(v.string()),
  sizes: v.optional(v.object({ promptTokens: count, contextTokens: count })),
  message: v.optional(v.string()),
});

const step = v.variant("kind", [
  v.object({
    kind: v.literal("call"),
    id: v.string(),
    name: v.string(),
    arguments: v.string(),
    aim: stepAim,
    reasoning: v.string(),
    reasoningMs: v.number(),
    text: v.string(),
    result: v.optional(v.string()),
    facts: v.optional(stepFacts),
  }),
  v.object({
    kind: v.literal("compacted"),
    summary: v.string(),
    before: v.number(),
    after: v.number(),
    upTo: v.optional(v.string()),
  }),
]);

export const questionSchema = v.object({
  role: v.literal("user"),
  id: v.string(),
  text: v.string(),
  title: v.optional(v.string()),
  prompt: v.optional(v.string()),
  attached: v.array(attached),
});

export const answerSchema = v.object({
  role: v.literal("assistant"),
  id: v.string(),
  steps: v.optional(v.array(step), []),
  answer: v.string(),
  reasoning: v.string(),
  reasoningMs: v.optional(v.number()),
  end: v.optional(end),
});

export const threadSchema = v.object({
  id: threadId,
  title: v.optional(v.string()),
  created: v.number(),
  updated: v.number(),
  effort: reasoningEffort,
  mode: v.optional(agentMode, "ask"),
  date: v.optional(v.string()),
  rules: v.optional(v.object({ text: v.string(), title: v.string(), uri: v.string(), isCut: v.boolean() })),
  firstSeen: v.optional(v.string()),
  messages: v.array(v.variant("role", [questionSchema, answerSchema])),
});

/** The file was written by a later version of Ossicle. */
export class NewerFormatError extends Error {}

/** The text of a thread's file. */
export function formatThread(value: Thread, revision: string): string {
  const { id, created, updated } = value;
  const first: Head = {
    format: "ossicle-chat",
    version: value.messages.some((each) => each.role === "assistant" && each.steps.length > 0) ? 2 : 1,
    revision,
    id,
    title: threadTitle(value),
    created,
    updated,
  };
  return `${JSON.stringify(first)}\n${JSON.stringify(value)}\n`;
}

/** Reads the first line of a file. @throws an Error that says what is wrong with it. */
export function parseHead(text: string): Head {
  const end = text.indexOf("\n");
  if (end < 0) throw new Error("its first line is cut short");
  return parse(head, text.slice(0, end));
}

/** Reads a whole file. @throws an Error that says what is wrong with it. */
export function parseThread(text: string): { head: Head; thread: Thread } {
  const first = parseHead(text);
  const value: Thread = parse(threadSchema, text.slice(text.indexOf("\n") + 1));
  if (value.id !== first.id) throw new Error("its two lines belong to different threads");
  return { head: first, thread: value };
}

/** valibot's messages name the place and the type of a value, but never the value: they contain no text of the user. */
function parse<Schema extends v.GenericSchema>(schema: Schema, json: string): v.InferOutput<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error("it is not JSON");
  }
  if (isNewer(value)) throw new NewerFormatError("it was written by a newer version of Ossicle");
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`its ${v.getDotPath(issue) ?? "value"} is invalid`);
}

function isNewer(value: unknown): boolean {
  const version =
    typeof value === "object" && value !== null && "version" in value ? value.version : undefined;
  return typeof version === "number" && version > NEWEST;
}
