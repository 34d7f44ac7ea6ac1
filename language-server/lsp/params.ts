/** What a client may send, checked where it enters the server: a wrong message gets `InvalidParams`, never a crash. */
import * as v from "valibot";
import { ErrorCodes, ResponseError } from "vscode-languageserver/node";

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
export const snooze = v.object({ until: v.nullable(v.number()) });

/** The checked value, or a `ResponseError` that names the field which is wrong. */
export function check<Schema extends v.GenericSchema>(schema: Schema, raw: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, raw);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  // Not the issue's message: it quotes what it received, which may be the person's code.
  throw new ResponseError(
    ErrorCodes.InvalidParams,
    `${v.getDotPath(issue) ?? "params"}: ${issue.expected ?? "another value"} expected`,
  );
}
