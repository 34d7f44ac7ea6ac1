import { TabInputText, TabInputTextDiff, type Uri } from "vscode";

/** The document that a tab is for; of a diff, that on the right. `undefined` for a tab of another kind. */
export function documentOf(input: unknown): Uri | undefined {
  if (input instanceof TabInputText) return input.uri;
  return input instanceof TabInputTextDiff ? input.modified : undefined;
}
