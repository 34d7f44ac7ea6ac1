/** The code actions of a place, listed without the model. Pure. */

import { CodeActionKind } from "vscode-languageserver/node";
import type { EditDiagnostic } from "../../protocol/edit.ts";
import type { EditKind } from "../../protocol/edit-command.ts";
import type { TextRange } from "../../protocol/range.ts";
import { t } from "../../text/l10n.ts";

const REWRITE_KIND = `${CodeActionKind.RefactorRewrite}.ossicle`;
const FIX_KIND = `${CodeActionKind.QuickFix}.ossicle`;

export interface OfferedAction {
  title: string;
  kind: string;
  edit: EditKind;
  instruction: string;
  diagnostics: EditDiagnostic[];
}

/** What can be done at a place, and without asking the user first. */
const rewrites = (): { name: string; title: string; edit: EditKind; instruction: string }[] => [
  { name: "simplify", title: t("Simplify"), edit: "refactor", instruction: "" },
  { name: "document", title: t("Add Documentation"), edit: "document", instruction: "" },
];
const MAX_TITLE_CHARS = 60;

/**
 * @param only the kinds that the client asks for; an action is of a kind when its own is the same or a part of it
 * @param invoked the user opened the menu; otherwise only what the light bulb is lit for: fixes, and a selection
 */
export function offeredActions(
  range: TextRange,
  diagnostics: readonly EditDiagnostic[],
  only: readonly string[] | undefined,
  invoked: boolean,
): OfferedAction[] {
  const isWanted = ({ kind }: OfferedAction) =>
    only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
  const hasSelection = range.start.line !== range.end.line || range.start.character !== range.end.character;
  const fixes = diagnostics.slice(0, 1).map(
    ({ message }): OfferedAction => ({
      title: t("Fix: {0}", shortened(message)),
      kind: FIX_KIND,
      edit: "fix",
      instruction: "",
      diagnostics: [...diagnostics],
    }),
  );
  const offered = rewrites().map(
    ({ name, title, edit, instruction }): OfferedAction => ({
      title,
      kind: `${REWRITE_KIND}.${name}`,
      edit,
      instruction,
      diagnostics: [],
    }),
  );
  return [...fixes, ...(invoked || hasSelection ? offered : [])].filter(isWanted);
}

function shortened(message: string): string {
  const line = message.replace(/\s+/g, " ").trim();
  return line.length > MAX_TITLE_CHARS ? `${line.slice(0, MAX_TITLE_CHARS - 1)}…` : line;
}
