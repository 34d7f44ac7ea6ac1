import { type Disposable, EventEmitter, type TextDocumentContentProvider, Uri, workspace } from "vscode";

const SCHEME = "ossicle-original";

/** The original texts of documents under review, as read-only documents for the left side of the diff editor. */
export class OriginalTexts implements TextDocumentContentProvider, Disposable {
  readonly #textOf: (uri: string) => string | undefined;
  readonly #changed = new EventEmitter<Uri>();

  readonly onDidChange = this.#changed.event;
  /** Defined after `onDidChange`: VS Code reads that when the provider is registered. */
  readonly #registration = workspace.registerTextDocumentContentProvider(SCHEME, this);

  /** @param textOf returns the original text of a document under review */
  constructor(textOf: (uri: string) => string | undefined) {
    this.#textOf = textOf;
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#textOf(uri.query) ?? "";
  }

  /** The original of this document changed. */
  update(uri: Uri): void {
    this.#changed.fire(originalUri(uri));
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** Keeps the path, from which VS Code takes language and name. */
export function originalUri(uri: Uri): Uri {
  return Uri.from({ scheme: SCHEME, path: uri.path, query: uri.toString() });
}

/** The document that an original belongs to; any other document is returned as it is. */
export function reviewedUri(uri: Uri): Uri {
  return uri.scheme === SCHEME ? Uri.parse(uri.query, true) : uri;
}

export function isOriginal(uri: Uri): boolean {
  return uri.scheme === SCHEME;
}
