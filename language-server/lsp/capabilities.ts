/** What this server can do, told to the client in the answer to `initialize`. */
import {
  CodeActionKind,
  PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { SUGGESTION_ACCEPTED_COMMAND } from "../protocol/completion.ts";

export const SERVER_CAPABILITIES: ServerCapabilities = {
  // The one encoding that every client has; the editors we serve count in it.
  positionEncoding: PositionEncodingKind.UTF16,
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  // Text cells are of use as well: they say what the code below them is for.
  notebookDocumentSync: { notebookSelector: [{ notebook: "*" }] },
  inlineCompletionProvider: true,
  codeActionProvider: {
    codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite],
    resolveProvider: true,
  },
  executeCommandProvider: { commands: [SUGGESTION_ACCEPTED_COMMAND] },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};
