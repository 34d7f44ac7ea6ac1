/** The edits' requests, and code actions: listed at once, run by the client's command or resolved to a whole edit. */
import * as v from "valibot";
import {
  type CancellationToken,
  type ClientCapabilities,
  type CodeAction,
  CodeActionTriggerKind,
  type Connection,
  Disposable,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  type TextDocuments,
} from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { withSignal } from "../../../common/cancellation.ts";
import { check, onRequest, serve } from "../../../common/wire.ts";
import type { EditService } from "../../features/edit/service.ts";
import { readClientExtras } from "../../protocol/client-extras.ts";
import {
  EditDeltaNotification,
  EditMergeRequest,
  EditRangeRequest,
  EditRunRequest,
  editDiagnostic,
  type UnusableReason,
} from "../../protocol/edit.ts";
import {
  EDIT_COMMAND,
  type EditCommandArguments,
  editCommandArguments,
} from "../../protocol/edit-command.ts";
import { range } from "../../protocol/range.ts";
import { t } from "../../text/l10n.ts";
import { type OfferedAction, offeredActions } from "./code-actions.ts";

const codeAction = v.object({
  textDocument: v.object({ uri: v.string() }),
  range,
  context: v.object({
    diagnostics: v.array(editDiagnostic),
    only: v.nullish(v.array(v.string())),
    triggerKind: v.nullish(v.picklist([1, 2])),
  }),
});

/** What we put into an action, as it comes back. */
const resolvableAction = v.looseObject({
  title: v.string(),
  data: v.object({
    ...editCommandArguments.entries,
    version: v.number(),
    diagnostics: v.array(editDiagnostic),
  }),
});

/** Answers until disposed. */
export function serveEdits(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  edits: EditService,
  capabilities: ClientCapabilities,
): Disposable {
  const { ossicleReview } = readClientExtras(capabilities.experimental);
  const subscriptions = [
    serve(connection, [
      onRequest(EditRunRequest, (params, signal) => {
        const { requestId } = params;
        return edits.run(openDocument(documents, params.textDocument.uri), params, signal, (text, isNew) => {
          const delta = { requestId, text, ...(isNew ? { isNew } : {}) };
          void connection.sendNotification(EditDeltaNotification, delta);
        });
      }),
      onRequest(EditMergeRequest, (params, signal) =>
        edits.merge(openDocument(documents, params.textDocument.uri), params, signal),
      ),
      onRequest(EditRangeRequest, ({ textDocument, range }) => ({
        range: edits.range(openDocument(documents, textDocument.uri), range),
      })),
    ]),
    connection.onCodeAction((raw: unknown) => {
      const { textDocument, range, context } = check(codeAction, raw);
      if (!edits.isPossible) return [];
      const document = openDocument(documents, textDocument.uri);
      const invoked = context.triggerKind !== CodeActionTriggerKind.Automatic;
      return offeredActions(range, context.diagnostics, context.only ?? undefined, invoked).map((offered) =>
        ossicleReview ? commandAction(offered, document, range) : editAction(offered, document, range),
      );
    }),
    connection.onCodeActionResolve((raw: unknown, token) => resolve(raw, documents, edits, token)),
  ];
  return Disposable.create(() => {
    for (const subscription of subscriptions) subscription.dispose();
  });
}

function openDocument(documents: TextDocuments<TextDocument>, uri: string): TextDocument {
  const document = documents.get(uri);
  if (!document)
    throw new ResponseError(ErrorCodes.InvalidParams, "textDocument.uri: an open document expected");
  return document;
}

function commandAction(
  { title, kind, edit, instruction, diagnostics }: OfferedAction,
  document: TextDocument,
  range: EditCommandArguments["range"],
): CodeAction {
  const args: EditCommandArguments = { uri: document.uri, range, kind: edit, instruction };
  return { title, kind, diagnostics, command: { title, command: EDIT_COMMAND, arguments: [args] } };
}

function editAction(
  { title, kind, edit, instruction, diagnostics }: OfferedAction,
  { uri, version }: TextDocument,
  range: EditCommandArguments["range"],
): CodeAction {
  return { title, kind, diagnostics, data: { uri, version, range, kind: edit, instruction, diagnostics } };
}

/** Runs the model and answers with the whole edit, or with an error that says why there is none. */
async function resolve(
  raw: unknown,
  documents: TextDocuments<TextDocument>,
  edits: EditService,
  token: CancellationToken,
): Promise<CodeAction> {
  const { data, ...action } = check(resolvableAction, raw);
  const { uri, version, range, kind, instruction, diagnostics } = data;
  const document = documents.get(uri);
  if (document?.version !== version)
    throw new ResponseError(LSPErrorCodes.ContentModified, t("The document has changed."));
  const result = await withSignal(token, (signal) =>
    edits.run(
      document,
      { requestId: "", textDocument: { uri, version }, range, instruction, kind, diagnostics },
      signal,
      () => undefined,
    ),
  );
  if (document.version !== version)
    throw new ResponseError(LSPErrorCodes.ContentModified, t("The document has changed in the meantime."));
  if (result.stopReason !== "end")
    throw new ResponseError(LSPErrorCodes.RequestFailed, whyNoEdit(result.unusable));
  return { ...action, edit: { changes: { [uri]: [{ range: result.range, newText: result.newText }] } } };
}

function whyNoEdit(reason: UnusableReason | undefined): string {
  switch (reason) {
    case "same":
      return t("The model found nothing to change here.");
    case "empty":
      return t("The model's answer was empty.");
    case "prose":
      return t("The model answered with text instead of code.");
    case "placeholder":
      return t("The answer leaves out code instead of writing it.");
    case "unbalanced":
      return t("Brackets don't match in the answer.");
    case "unfinished":
      return t("The answer never finished.");
    case "tooLong":
      return t("This is too much code for one edit. Select less.");
    case "noModel":
      return t("No model is ready.");
    case "noChat":
      return t(
        "This model has no usable chat template, so it can only complete code. Select an instruct model for chat and edits.",
      );
    default:
      return t("The edit was stopped.");
  }
}
