/** Where a suggestion was asked for. */
import { type Position, type TextDocument, window } from "vscode";

export interface RequestPosition {
  document: TextDocument;
  version: number;
  position: Position;
}

/** Whether the user's cursor is there, in the same text. */
export function isHere({ document, version, position }: RequestPosition): boolean {
  const editor = window.activeTextEditor;
  return (
    editor?.document === document &&
    document.version === version &&
    editor.selection.isEmpty &&
    editor.selection.active.isEqual(position)
  );
}

export function isSame(one: RequestPosition, other: RequestPosition): boolean {
  return (
    one.document === other.document && one.version === other.version && one.position.isEqual(other.position)
  );
}
