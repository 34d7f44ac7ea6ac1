/** The open documents, kept in step with the client by incremental sync. */
import { TextDocuments } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { check, documentChanges, openedDocument } from "../params.ts";

/** A document or change that is malformed is refused whole (and logged by the connection), so none is half-applied. */
export function createDocuments(): TextDocuments<TextDocument> {
  return new TextDocuments({
    create: (uri, languageId, version, text) => {
      check(openedDocument, { uri, languageId, version, text });
      return TextDocument.create(uri, languageId, version, text);
    },
    update: (document, changes, version) =>
      TextDocument.update(document, check(documentChanges, changes), version),
  });
}
