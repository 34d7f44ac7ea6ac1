/** What the editor reports of the code, with the code that it was reported of: what has changed since is stale. */
import {
  type Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  languages,
  type Position,
  type TextDocument,
  type Uri,
  window,
} from "vscode";
import type { StaticFeature } from "vscode-languageclient/node";
import type { NearProblem } from "../../language-server/protocol/completion.ts";

/** Of one file. Where there are more, its problem is another one. */
const MAX_PROBLEMS = 200;
const MAX_NEAR = 10;
/** What was on the line stays of interest while the user types on under it. */
const LINES_ABOVE = 10;
const MAX_CODE_CHARS = 200;
const MAX_MESSAGE_CHARS = 500;

interface Reported {
  diagnostic: Diagnostic;
  /** What it was reported of. */
  code: string;
}

export class ReportedProblems implements StaticFeature {
  /** By the document's URI: of those in sight. */
  readonly #reported = new Map<string, Reported[]>();
  #subscriptions: Disposable[] = [];

  /**
   * Errors and warnings on the line of a place and not far above it, whose code is still there; those of the line first.
   * The word that ends at the place isn't one yet: it is being typed.
   */
  near(document: TextDocument, position: Position): NearProblem[] {
    return (this.#reported.get(document.uri.toString()) ?? [])
      .filter(({ diagnostic: { range }, code }) => {
        const isNear = range.start.line <= position.line && position.line - range.end.line <= LINES_ABOVE;
        const isBeingTyped = range.contains(position) && (code.length <= 1 || range.end.isEqual(position));
        return isNear && !isBeingTyped && document.getText(range) === code;
      })
      .map(({ diagnostic: { message, range }, code }) => ({
        code: code.slice(0, MAX_CODE_CHARS),
        message: message.slice(0, MAX_MESSAGE_CHARS),
        onLine: range.end.line >= position.line,
      }))
      .toSorted((a, b) => Number(b.onLine) - Number(a.onLine))
      .slice(0, MAX_NEAR);
  }

  fillClientCapabilities(): void {}

  initialize(): void {
    this.clear();
    this.#subscriptions = [
      languages.onDidChangeDiagnostics(({ uris }) => this.#read(uris)),
      window.onDidChangeVisibleTextEditors((editors) => this.#see(editors.map(({ document }) => document))),
    ];
    this.#see(window.visibleTextEditors.map(({ document }) => document));
  }

  getState(): { kind: "static" } {
    return { kind: "static" };
  }

  clear(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    this.#reported.clear();
  }

  #read(uris: readonly Uri[]): void {
    const changed = new Set(uris.map(String));
    for (const { document } of window.visibleTextEditors)
      if (changed.has(document.uri.toString())) this.#remember(document);
  }

  /** Of documents that have come into sight, it isn't known to which text their problems belong: they are taken as they are. */
  #see(documents: readonly TextDocument[]): void {
    const inSight = new Set(documents.map(({ uri }) => uri.toString()));
    for (const uri of this.#reported.keys()) if (!inSight.has(uri)) this.#reported.delete(uri);
    for (const document of documents)
      if (!this.#reported.has(document.uri.toString())) this.#remember(document);
  }

  #remember(document: TextDocument): void {
    const reported = languages
      .getDiagnostics(document.uri)
      .filter(({ severity }) => severity <= DiagnosticSeverity.Warning)
      .slice(0, MAX_PROBLEMS)
      .map((diagnostic) => ({ diagnostic, code: document.getText(diagnostic.range) }));
    this.#reported.set(document.uri.toString(), reported);
  }
}
