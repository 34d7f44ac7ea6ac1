/** Other open documents whose code may be shown to the model: of the same family of languages, and without secrets. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { sameFamily } from "../../../common/languages/languages.ts";
import type { CursorContext } from "./cursor-context.ts";
import type { CompletionDeps } from "./types.ts";

export async function snippetSources(
  { uri, languageId }: Pick<CursorContext, "uri" | "languageId">,
  { openDocuments, secrets }: Pick<CompletionDeps, "openDocuments" | "secrets">,
): Promise<TextDocument[]> {
  const others = [...openDocuments()].filter(
    (document) => document.uri !== uri && sameFamily(document.languageId, languageId),
  );
  const excluded = await Promise.all(others.map((document) => secrets.whyOpenExcluded(document.uri)));
  return others.filter((_, index) => excluded[index] === null);
}
