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
  { name: "simplify", title: t("Simplify with Ossicle"), edit: "refactor", instruction: "" },
  { name: "document", title: t("Add Documentation with Ossicle"), edit: "document", instruction: "" },
];

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
  // One for all problems of the place. Its title says who fixes them: a model, unlike the exact fixes beside it.
  const fix: OfferedAction = {
    title: t("Fix with Ossicle"),
    kind: FIX_KIND,
    edit: "fix",
    instruction: "",
    diagnostics: [...diagnostics],
  };
  const offered = rewrites().map(
    ({ name, title, edit, instruction }): OfferedAction => ({
      title,
      kind: `${REWRITE_KIND}.${name}`,
      edit,
      instruction,
      diagnostics: [],
    }),
  );
  return [...(diagnostics.length > 0 ? [fix] : []), ...(invoked || hasSelection ? offered : [])].filter(
    isWanted,
  );
}
