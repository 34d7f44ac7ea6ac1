import { type Disposable, EventEmitter, type TextDocumentContentProvider, Uri, workspace } from "vscode";

const SCHEME = "ossicle-original";

/** The texts before changes under review: read-only documents, beside which the diff editor shows the changed ones. */
export class OriginalTexts implements TextDocumentContentProvider, Disposable {
  readonly #textOf: (uri: string) => string | undefined;
  readonly #changed = new EventEmitter<Uri>();

  readonly onDidChange = this.#changed.event;
  /** After `onDidChange`: VS Code looks for that when it is registered. */
  readonly #registration = workspace.registerTextDocumentContentProvider(SCHEME, this);

  /** @param textOf answers the original text of a document under review */
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

/** Keeps the path, which tells the language and the name. */
export function originalUri(uri: Uri): Uri {
  return Uri.from({ scheme: SCHEME, path: uri.path, query: uri.toString() });
}

/** The document that an original belongs to; other documents belong to themselves. */
export function reviewedUri(uri: Uri): Uri {
  return uri.scheme === SCHEME ? Uri.parse(uri.query, true) : uri;
}

export function isOriginal(uri: Uri): boolean {
  return uri.scheme === SCHEME;
}
