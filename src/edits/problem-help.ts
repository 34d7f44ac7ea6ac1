import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  type Diagnostic,
  type Disposable,
  Hover,
  type HoverProvider,
  languages,
  MarkdownString,
  type Position,
  type Range,
  type TextDocument,
} from "vscode";
import type { CommandId } from "../command-ids.ts";
import { t } from "../text/l10n.ts";

const COMMANDS = ["ossicle.fixProblem", "ossicle.explainProblem"] satisfies CommandId[];

/** The argument of a command for a problem: its place. Links in hovers can only carry plain values. */
export type ProblemArguments = [uri: string, line: number, character: number];

/** Offers help with a problem in its hover and among its quick fixes. */
export class ProblemHelp implements Disposable, HoverProvider, CodeActionProvider {
  readonly #registrations = [
    languages.registerHoverProvider({ scheme: "*" }, this),
    languages.registerCodeActionsProvider({ scheme: "*" }, this, {
      providedCodeActionKinds: [CodeActionKind.QuickFix],
    }),
  ];

  provideHover(document: TextDocument, position: Position): Hover | undefined {
    const problem = problemAt(document, position);
    if (!problem) return undefined;
    const query = encodeURIComponent(JSON.stringify(argumentsOf(document, problem)));
    const text = new MarkdownString(
      `[$(ossicle-logo) ${t("Fix with Ossicle")}](command:ossicle.fixProblem?${query}) · ` +
        `[${t("Explain with Ossicle")}](command:ossicle.explainProblem?${query})`,
      true,
    );
    text.isTrusted = { enabledCommands: COMMANDS };
    return new Hover(text, problem.range);
  }

  /** The fix itself is a code action of the server. */
  provideCodeActions(
    document: TextDocument,
    _range: Range,
    { diagnostics }: { diagnostics: readonly Diagnostic[] },
  ): CodeAction[] {
    const [problem] = diagnostics;
    if (!problem) return [];
    const title = t("Explain Problem with Ossicle");
    const action = new CodeAction(title, CodeActionKind.QuickFix.append("ossicle"));
    action.command = { title, command: "ossicle.explainProblem", arguments: argumentsOf(document, problem) };
    action.diagnostics = [problem];
    return [action];
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose();
  }
}

/** The innermost problem at a position. */
export function problemAt({ uri }: TextDocument, position: Position): Diagnostic | undefined {
  return languages
    .getDiagnostics(uri)
    .filter(({ range }) => range.contains(position))
    .sort((a, b) => (a.range.contains(b.range) ? 1 : -1))[0];
}

function argumentsOf({ uri }: TextDocument, { range }: Diagnostic): ProblemArguments {
  return [uri.toString(), range.start.line, range.start.character];
}
