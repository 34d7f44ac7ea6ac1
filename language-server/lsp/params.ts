/** What a client may send, checked where it enters the server: a wrong message gets `InvalidParams`, never a crash. */
import * as v from "valibot";
import { ErrorCodes, ResponseError } from "vscode-languageserver/node";
import { EDIT_KINDS } from "../protocol/edit.ts";

const uinteger = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1));
const position = v.object({ line: uinteger, character: uinteger });
const range = v.object({ start: position, end: position });

export const inlineCompletion = v.object({
  textDocument: v.object({ uri: v.string() }),
  position,
  context: v.object({
    triggerKind: v.picklist([1, 2]),
    selectedCompletionInfo: v.nullish(v.object({ range, text: v.string() })),
  }),
});
export const executeCommand = v.object({ command: v.string(), arguments: v.nullish(v.array(v.unknown())) });
export const acceptedArguments = v.tuple([v.string()]);
export const openedDocument = v.object({
  uri: v.string(),
  languageId: v.string(),
  version: v.number(),
  text: v.string(),
});
/** Without a range the text is the whole document's. */
export const documentChanges = v.array(v.object({ range: v.optional(range), text: v.string() }));
export const modelSelect = v.object({ path: v.pipe(v.string(), v.nonEmpty()) });
export const modelPath = v.object({ path: v.pipe(v.string(), v.nonEmpty()) });
export const modelsOverview = v.object({ refresh: v.nullish(v.boolean()) });
export const downloadId = v.object({ id: v.pipe(v.string(), v.nonEmpty()) });
export const downloadStart = v.object({ ...downloadId.entries, verify: v.optional(v.boolean()) });
export const downloadCancel = v.object({ ...downloadId.entries, keepPart: v.boolean() });
export const snooze = v.object({ until: v.nullable(v.number()) });

const contextItem = v.object({
  kind: v.picklist(["file", "selection", "problems", "changes", "terminal", "codebase"]),
  title: v.string(),
  uri: v.optional(v.string()),
  range: v.optional(range),
  text: v.string(),
});
const chatMessage = v.object({
  role: v.picklist(["user", "assistant", "tool"]),
  content: v.string(),
  context: v.optional(v.array(contextItem)),
  reasoning: v.optional(v.string()),
  toolCalls: v.optional(v.array(v.object({ id: v.string(), name: v.string(), arguments: v.string() }))),
  toolCallId: v.optional(v.string()),
});
const reasoningEffort = v.picklist(["low", "medium", "high"]);
const temperature = v.pipe(v.number(), v.minValue(0), v.maxValue(2));
const conversation = {
  conversationId: v.string(),
  messages: v.array(chatMessage),
  firstMessage: v.optional(uinteger),
  date: v.optional(v.string()),
  rules: v.optional(v.string()),
  tools: v.optional(
    v.array(
      v.object({
        // A name is part of a message's header.
        name: v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/)),
        description: v.string(),
        parameters: v.optional(v.record(v.string(), v.unknown())),
      }),
    ),
  ),
  reasoningEffort: v.optional(reasoningEffort),
};
export const chatConversation = v.object(conversation);
export const chatSend = v.object({
  ...conversation,
  messages: v.pipe(v.array(chatMessage), v.nonEmpty()),
  requestId: v.string(),
  maxTokens: v.optional(v.pipe(uinteger, v.minValue(1))),
  temperature: v.optional(temperature),
});
export const sideAsk = v.object({
  messages: v.pipe(v.array(chatMessage), v.nonEmpty()),
  maxTokens: v.pipe(uinteger, v.minValue(1)),
  reasoningEffort: v.optional(reasoningEffort),
  temperature: v.optional(temperature),
});
export const contextFit = v.object({ items: v.array(contextItem) });
export const contextSearch = v.object({ query: v.string() });
export const contextSymbols = v.object({
  query: v.string(),
  limit: v.pipe(uinteger, v.minValue(1), v.maxValue(200)),
});
export const texts = v.object({ texts: v.array(v.string()) });
export const uris = v.object({ uris: v.array(v.string()) });

const diagnostic = v.object({
  range,
  message: v.string(),
  severity: v.optional(v.picklist([1, 2, 3, 4])),
  code: v.optional(v.union([v.string(), v.number()])),
  source: v.optional(v.string()),
  relatedInformation: v.optional(
    v.array(v.object({ location: v.object({ uri: v.string(), range }), message: v.string() })),
  ),
});
export const editRun = v.object({
  requestId: v.string(),
  textDocument: v.object({ uri: v.string(), version: v.number() }),
  range,
  instruction: v.string(),
  kind: v.picklist(EDIT_KINDS),
  diagnostics: v.optional(v.array(diagnostic)),
  related: v.optional(v.array(v.object({ path: v.string(), text: v.string() }))),
});
export const editRange = v.object({ textDocument: v.object({ uri: v.string() }), range });
export const codeAction = v.object({
  textDocument: v.object({ uri: v.string() }),
  range,
  context: v.object({
    diagnostics: v.array(diagnostic),
    only: v.nullish(v.array(v.string())),
    triggerKind: v.nullish(v.picklist([1, 2])),
  }),
});
/** What we put into an action, as it comes back. */
export const resolvableAction = v.looseObject({
  title: v.string(),
  data: v.object({
    uri: v.string(),
    version: v.number(),
    range,
    kind: v.picklist(EDIT_KINDS),
    instruction: v.string(),
    diagnostics: v.array(diagnostic),
  }),
});

/** The checked value, or a `ResponseError` that names the field which is wrong. */
export function check<Schema extends v.GenericSchema>(schema: Schema, raw: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, raw);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  // Not the issue's message: it quotes what it received, which may be the user's code.
  throw new ResponseError(
    ErrorCodes.InvalidParams,
    `${v.getDotPath(issue) ?? "params"}: ${issue.expected ?? "another value"} expected`,
  );
}
