import {
  CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionProvider,
  CodeActionTriggerKind,
  type Disposable,
  l10n,
  languages,
  type Range,
  type TextDocument,
} from "vscode";
import type { CommandId } from "../command-ids.ts";

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
      action("refactor", l10n.t("Refactor…"), "ossicle.refactorCode"),
      action("tests", l10n.t("Write Tests"), "ossicle.testCode"),
      action("instruction", l10n.t("Edit with Instruction…"), "ossicle.editWithInstruction"),
      action("explain", l10n.t("Explain"), "ossicle.explainCode"),
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
