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

/** The same prefix as the kinds of the server's own actions, which ask the user nothing. */
const REWRITE = CodeActionKind.RefactorRewrite.append("ossicle");

/** Code actions that ask the user something, or answer elsewhere: they run commands of the extension. */
export class EditActions implements CodeActionProvider, Disposable {
  readonly #registration = languages.registerCodeActionsProvider({ scheme: "*" }, this, {
    providedCodeActionKinds: [REWRITE],
  });

  provideCodeActions(_document: TextDocument, range: Range, context: CodeActionContext): CodeAction[] {
    // Otherwise the light bulb would be shown on every line.
    if (range.isEmpty && context.triggerKind !== CodeActionTriggerKind.Invoke) return [];
    return [
      action("refactor", t("Refactor with Ossicle…"), "ossicle.refactorCode"),
      action("tests", t("Write Tests with Ossicle"), "ossicle.testCode"),
      action("instruction", t("Edit with Ossicle…"), "ossicle.editWithInstruction"),
      action("explain", t("Explain Code with Ossicle"), "ossicle.explainCode"),
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
