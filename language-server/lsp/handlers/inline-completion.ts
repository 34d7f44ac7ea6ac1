/** `textDocument/inlineCompletion` and what belongs to it: accepted, snoozed, the last one. */
import * as v from "valibot";
import {
  type CancellationToken,
  type Connection,
  Disposable,
  ErrorCodes,
  type InlineCompletionItem,
  InlineCompletionTriggerKind,
  ResponseError,
  type TextDocuments,
} from "vscode-languageserver/node";
import { withSignal } from "../../../common/cancellation.ts";
import { check, onNotification, onRequest, serve } from "../../../common/wire.ts";
import type { CompletionService } from "../../features/completion/service.ts";
import type { CompletionRequest, Suggestion } from "../../features/completion/types.ts";
import {
  acceptedArguments,
  CompletionDoneNotification,
  CompletionLastRequest,
  nearProblem,
  SnoozeNotification,
  SUGGESTION_ACCEPTED_COMMAND,
} from "../../protocol/completion.ts";
import { CursorNotification } from "../../protocol/definitions.ts";
import { position, range } from "../../protocol/range.ts";
import type { OpenDocument } from "../files/open-document.ts";
import { describeUnexpected } from "../process-guard.ts";

const inlineCompletion = v.object({
  textDocument: v.object({ uri: v.string() }),
  position,
  context: v.object({
    triggerKind: v.picklist([1, 2]),
    selectedCompletionInfo: v.nullish(v.object({ range, text: v.string() })),
  }),
  /** Beside LSP: how the editor indents, as a request to format says it. */
  options: v.optional(
    v.object({ tabSize: v.pipe(v.number(), v.minValue(1), v.maxValue(16)), insertSpaces: v.boolean() }),
  ),
  problems: v.optional(v.array(nearProblem)),
  asksOnce: v.optional(v.boolean()),
});
const executeCommand = v.object({ command: v.string(), arguments: v.nullish(v.array(v.unknown())) });

/** Answers the client's inline completion requests from `completions` until disposed. */
export function serveInlineCompletion(
  connection: Connection,
  documents: TextDocuments<OpenDocument>,
  completions: CompletionService,
): Disposable {
  const subscriptions = [
    connection.languages.inlineCompletion.on((raw: unknown, token) =>
      answer(connection, completions, readRequest(raw, documents), token),
    ),
    connection.onExecuteCommand((raw: unknown) => {
      const { command, arguments: given } = check(executeCommand, raw);
      if (command !== SUGGESTION_ACCEPTED_COMMAND) {
        throw new ResponseError(ErrorCodes.InvalidParams, "command: not one of this server's commands");
      }
      const [id] = check(acceptedArguments, given ?? []);
      completions.accepted(id);
      return null;
    }),
    serve(connection, [
      onNotification(SnoozeNotification, ({ until }) => completions.snooze(until)),
      onNotification(CursorNotification, ({ uri, position }) => {
        const document = documents.get(uri);
        if (document) completions.cursorMoved(document, position);
      }),
      onRequest(CompletionLastRequest, () => completions.last),
    ]),
    completions.onDone(
      ({ whyNone, counts, isBeginning }) =>
        void connection.sendNotification(CompletionDoneNotification, { whyNone, counts, isBeginning }),
    ),
    documents.onDidChangeContent(({ document }) => completions.documentChanged(document)),
    documents.onDidClose(({ document }) => completions.documentClosed(document.uri)),
  ];
  return Disposable.create(() => {
    for (const subscription of subscriptions) subscription.dispose();
  });
}

function readRequest(raw: unknown, documents: TextDocuments<OpenDocument>): CompletionRequest {
  const { textDocument, position, context, options, problems, asksOnce } = check(inlineCompletion, raw);
  const document = documents.get(textDocument.uri);
  if (!document) {
    throw new ResponseError(ErrorCodes.InvalidParams, "textDocument.uri: an open document expected");
  }
  return {
    document,
    // A position behind the end of its line means the end of the line.
    position: document.positionAt(document.offsetAt(position)),
    trigger: context.triggerKind === InlineCompletionTriggerKind.Invoked ? "invoked" : "automatic",
    selectedCompletion: context.selectedCompletionInfo ?? undefined,
    indentation: options,
    problems,
    asksOnce,
  };
}

async function answer(
  connection: Connection,
  completions: CompletionService,
  request: CompletionRequest,
  token: CancellationToken,
): Promise<InlineCompletionItem[] | null> {
  const { version } = request.document;
  try {
    const suggestions = await withSignal(token, (signal) => completions.suggestions(request, signal));
    // The range is one of the text that was asked for; in another text it could be anywhere.
    if (suggestions.length === 0 || request.document.version !== version) return null;
    return suggestions.map(toItem);
  } catch (error) {
    // An error answer pops up in editors, at each keystroke.
    connection.console.error(`No suggestion, for an unexpected reason: ${describeUnexpected(error)}`);
    return null;
  }
}

function toItem({ id, insertText, range, filterText }: Suggestion): InlineCompletionItem {
  return {
    insertText,
    range,
    filterText,
    command: { title: "Suggestion accepted", command: SUGGESTION_ACCEPTED_COMMAND, arguments: [id] },
  };
}
