import { EventEmitter, type TextDocumentContentProvider, Uri, workspace } from "vscode";

/** A read-only document of ours whose text is made again whenever it is shown. */
export class TextPage implements TextDocumentContentProvider {
  readonly uri: Uri;
  readonly #changed = new EventEmitter<Uri>();
  #text = "";

  readonly onDidChange = this.#changed.event;
  readonly #registration;

  /** @param name the file name on its tab */
  constructor(scheme: string, name: string) {
    // VS Code refreshes a document only when its path begins with a slash.
    this.uri = Uri.from({ scheme, path: `/${name}` });
    // After `onDidChange`: VS Code looks for that when it is registered.
    this.#registration = workspace.registerTextDocumentContentProvider(scheme, this);
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    this.#changed.fire(this.uri);
  }

  provideTextDocumentContent(): string {
    return this.#text;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
