import { Disposable, window, workspace } from "vscode";
import type { LanguageServer } from "../../server/language-server.ts";
import type { ContextSources } from "../context/sources.ts";
import type { Attachments } from "./attachments.ts";

/** While the user drags a selection, nothing follows it. */
const SETTLE_MS = 150;

/** Keeps what the user looks at in the composer's attachments. */
export class EditorWatch implements Disposable {
  readonly #sources: ContextSources;
  readonly #attachments: Attachments;
  readonly #subscriptions: Disposable;
  #timer: NodeJS.Timeout | undefined;
  #isServerRunning = false;
  #looks = 0;

  constructor(sources: ContextSources, attachments: Attachments, server: LanguageServer) {
    this.#sources = sources;
    this.#attachments = attachments;
    const plan = () => this.#plan();
    this.#subscriptions = Disposable.from(
      window.onDidChangeActiveTextEditor(plan),
      window.onDidChangeVisibleTextEditors(plan),
      window.onDidChangeTextEditorSelection(plan),
      window.onDidChangeActiveNotebookEditor(plan),
      window.onDidChangeNotebookEditorSelection(plan),
      workspace.onDidGrantWorkspaceTrust(plan),
      server.onDidChange(() => {
        // It says what may be attached.
        const isRunning = server.state === "running";
        if (isRunning !== this.#isServerRunning) plan();
        this.#isServerRunning = isRunning;
      }),
    );
    void this.look();
  }

  /** Looks now. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const count = ++this.#looks;
    const seen = await this.#sources.seen();
    if (count === this.#looks) this.#attachments.look(seen);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#looks++;
    this.#subscriptions.dispose();
  }

  #plan(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), SETTLE_MS);
  }
}
