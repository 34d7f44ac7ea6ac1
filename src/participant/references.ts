/** What the user has attached to a request in VS Code's chat. */
import { type ChatPromptReference, FileType, Location, Uri, workspace } from "vscode";
import type { ContextItem } from "../../language-server/protocol/context.ts";
import type { ContextRef } from "../chat/shared.ts";
import { plainRange } from "../server/plain-range.ts";
import { t } from "../text/l10n.ts";

/** Something to be read, or its text. */
export type Attached = { ref: ContextRef } | { item: ContextItem };

/** What a reference is; in a sentence, why it can't be attached. */
export async function attachedBy({
  id,
  value,
  modelDescription,
}: ChatPromptReference): Promise<Attached | { reason: string }> {
  if (value instanceof Uri) {
    const stat = await workspace.fs.stat(value).then(
      (found) => found,
      () => undefined,
    );
    const kind = stat && stat.type & FileType.Directory ? "folder" : "file";
    return { ref: { kind, uri: value.toString() } };
  }
  if (value instanceof Location)
    return { ref: { kind: "selection", uri: value.uri.toString(), range: plainRange(value.range) } };
  if (typeof value === "string" && value !== "")
    return { item: { kind: "terminal", title: modelDescription ?? id, text: value } };
  return { reason: t("{0} can't be attached: only text can.", modelDescription ?? id) };
}
