import {
  CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionProvider,
  CodeActionTriggerKind,
  type Disposable,
  languages,
  type Range,
  type TextDocument,
} from "vscode";
import type { CommandId } from "../command-ids.ts";
import { t } from "../text/l10n.ts";

/** Kinds begin like those of the server's own actions, which need nothing of the user. */
const REWRITE = CodeActionKind.RefactorRewrite.append("ossicle");

/** The actions that ask the user something, or answer elsewhere: they are commands of the extension. */
export class EditActions implements CodeActionProvider, Disposable {
  readonly #registration = languages.registerCodeActionsProvider({ scheme: "*" }, this, {
    providedCodeActionKinds: [REWRITE],
  });

  provideCodeActions(_document: TextDocument, range: Range, context: CodeActionContext): CodeAction[] {
    // The light bulb is not lit for every line.
    if (range.isEmpty && context.triggerKind !== CodeActionTriggerKind.Invoke) return [];
    return [
      action("refactor", t("Refactor…"), "ossicle.refactorCode"),
      action("tests", t("Write Tests"), "ossicle.testCode"),
      action("instruction", t("Edit with Instruction…"), "ossicle.editWithInstruction"),
      action("explain", t("Explain"), "ossicle.explainCode"),
    ];
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function action(name: string, title: string, command: CommandId): CodeAction {
  const made = new CodeAction(title, REWRITE.append(name));
  made.command = { title, command };
  return made;
}
