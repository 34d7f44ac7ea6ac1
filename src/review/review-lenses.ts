import {
  CodeLens,
  type CodeLensProvider,
  type Disposable,
  EventEmitter,
  languages,
  Range,
  type TextDocument,
  window,
} from "vscode";
import { t } from "../text/l10n.ts";
import { linesInOne } from "./other-lines.ts";
import type { Review } from "./review.ts";

/** Above each change: accept and reject it, or all of the document, and see it in a diff. */
export class ReviewLenses implements CodeLensProvider, Disposable {
  readonly #reviewOf: (document: TextDocument) => Review | undefined;
  readonly #changed = new EventEmitter<void>();

  readonly onDidChangeCodeLenses = this.#changed.event;
  /** Defined after `onDidChangeCodeLenses`: VS Code reads that when the provider is registered. */
  readonly #registration = languages.registerCodeLensProvider({ scheme: "*" }, this);

  constructor(reviewOf: (document: TextDocument) => Review | undefined) {
    this.#reviewOf = reviewOf;
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    const review = this.#reviewOf(document);
    if (!review) return [];
    const uri = document.uri.toString();
    const { tabSize } =
      window.visibleTextEditors.find((editor) => editor.document === document)?.options ?? {};
    return review.hunks.flatMap((hunk, index, all) => {
      const line = Math.min(hunk.current.start, document.lineCount - 1);
      const lens = (title: string, command: string, args: unknown[]) =>
        new CodeLens(new Range(line, 0, line, 0), { title, command, arguments: args });
      const others = linesInOne(review.otherLines(hunk));
      const isBeside = others === "" || review.beside(index, Number(tabSize) || 4) !== undefined;
      return [
        ...(review.isProposal ? [lens(t("Proposed change"), "", [])] : []),
        lens(`$(check) ${t("Accept")}`, "ossicle.acceptChange", [uri, index]),
        lens(`$(discard) ${t("Reject")}`, "ossicle.rejectChange", [uri, index]),
        lens(`$(diff) ${t("Show Diff")}`, "ossicle.showChange", [uri]),
        ...(all.length > 1
          ? [
              lens(t("Accept All"), "ossicle.acceptAllChanges", [uri]),
              lens(t("Reject All"), "ossicle.rejectAllChanges", [uri]),
            ]
          : []),
        ...(isBeside ? [] : [lens(`${review.isProposal ? "+" : "−"} ${others}`, "", [])]),
      ];
    });
  }

  update(): void {
    this.#changed.fire();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
