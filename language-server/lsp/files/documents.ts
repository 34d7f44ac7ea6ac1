/** The open documents, kept in step with the client by incremental sync. */
import * as v from "valibot";
import { TextDocuments } from "vscode-languageserver/node";
import { check } from "../../../common/wire.ts";
import type { RecentEdits } from "../../features/completion/pieces/recent-edits.ts";
import { range } from "../../protocol/range.ts";
import { OpenDocument } from "./open-document.ts";

const openedDocument = v.object({
  uri: v.string(),
  languageId: v.string(),
  version: v.number(),
  text: v.string(),
});
/** Without a range the text is the whole document's. */
const documentChanges = v.array(v.object({ range: v.optional(range), text: v.string() }));

/**
 * A document or change that is malformed is refused whole (and logged by the connection), so none is half-applied.
 *
 * @param edits hears of every change
 */
export function createDocuments(edits: Pick<RecentEdits, "changed">): TextDocuments<OpenDocument> {
  return new TextDocuments({
    create: (uri, languageId, version, text) => {
      check(openedDocument, { uri, languageId, version, text });
      return new OpenDocument(uri, languageId, version, text);
    },
    update: (document, changes, version) => {
      for (const change of document.update(check(documentChanges, changes), version))
        edits.changed(document.uri, change);
      return document;
    },
  });
}
