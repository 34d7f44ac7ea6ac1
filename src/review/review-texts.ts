import { type Disposable, EventEmitter, type TextDocumentContentProvider, Uri, workspace } from "vscode";

const SCHEME = "ossicle-review";

/**
 * The other texts of documents under review, as read-only documents for the diff editor: the text from before a change,
 * or a text that is only proposed.
 */
export class ReviewTexts implements TextDocumentContentProvider, Disposable {
  readonly #textOf: (uri: string) => string | undefined;
  readonly #changed = new EventEmitter<Uri>();

  readonly onDidChange = this.#changed.event;
  /** Defined after `onDidChange`: VS Code reads that when the provider is registered. */
  readonly #registration = workspace.registerTextDocumentContentProvider(SCHEME, this);

  /** @param textOf returns the other text of a document under review */
  constructor(textOf: (uri: string) => string | undefined) {
    this.#textOf = textOf;
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#textOf(uri.query) ?? "";
  }

  /** The other text of this document changed. */
  update(uri: Uri): void {
    this.#changed.fire(otherUri(uri));
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** Keeps the path, from which VS Code takes language and name. */
export function otherUri(uri: Uri): Uri {
  return Uri.from({ scheme: SCHEME, path: uri.path, query: uri.toString() });
}

/** The document that another text belongs to; any other document is returned as it is. */
export function reviewedUri(uri: Uri): Uri {
  return uri.scheme === SCHEME ? Uri.parse(uri.query, true) : uri;
}

export function isOtherText(uri: Uri): boolean {
  return uri.scheme === SCHEME;
}
