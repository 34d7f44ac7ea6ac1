import {
  type CancellationToken,
  type Disposable,
  type GlobPattern,
  TabInputText,
  type Uri,
  window,
  workspace,
} from "vscode";
import { LruMap } from "../../common/lru-map.ts";

/** A picker finds what it needs among these; a larger workspace is narrowed down by typing a path. */
const MAX_FILES = 20_000;
const FRESH_MS = 15_000;
const MAX_RECENT = 50;
/** Never of interest, whatever the settings say. */
const ALWAYS_EXCLUDED = ["**/node_modules", "**/.git", "**/.hg", "**/.svn", "**/__pycache__", "**/.venv"];

/** The files of the workspace, and which of them were used last. */
export class WorkspaceFileList implements Disposable {
  #files: { readAt: number; uris: Thenable<Uri[]> } | undefined;
  readonly #recent = new LruMap<string, number>(MAX_RECENT);
  #uses = 0;
  readonly #subscriptions = [
    window.onDidChangeActiveTextEditor((editor) => {
      if (editor) this.#used(editor.document.uri);
    }),
    workspace.onDidCreateFiles(() => this.#forget()),
    workspace.onDidDeleteFiles(() => this.#forget()),
    workspace.onDidRenameFiles(() => this.#forget()),
    workspace.onDidChangeWorkspaceFolders(() => this.#forget()),
  ];

  constructor() {
    for (const { tabs } of window.tabGroups.all)
      for (const { input } of tabs) if (input instanceof TabInputText) this.#used(input.uri);
    if (window.activeTextEditor) this.#used(window.activeTextEditor.document.uri);
  }

  /** Found once, and again after some seconds. */
  async all(): Promise<Uri[]> {
    const now = Date.now();
    if (!this.#files || now - this.#files.readAt > FRESH_MS)
      this.#files = { readAt: now, uris: workspace.findFiles("**/*", excludePattern(), MAX_FILES) };
    const { uris } = this.#files;
    try {
      return await uris;
    } catch (error) {
      if (this.#files?.uris === uris) this.#forget();
      throw error;
    }
  }

  /** When a file was used: higher is later, 0 is never. */
  usedAt(uri: Uri): number {
    return this.#recent.peek(uri.toString()) ?? 0;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #used(uri: Uri): void {
    if (!workspace.getWorkspaceFolder(uri)) return;
    this.#recent.set(uri.toString(), ++this.#uses);
  }

  #forget(): void {
    this.#files = undefined;
  }
}

/** Files below a folder that the settings don't exclude. */
export function findFilesIn(pattern: GlobPattern, max: number, token: CancellationToken): Thenable<Uri[]> {
  return workspace.findFiles(pattern, excludePattern(), max, token);
}

/** What VS Code's own search leaves out. */
function excludePattern(): string {
  const excluded = new Set(ALWAYS_EXCLUDED);
  for (const section of ["files", "search"]) {
    const patterns = workspace.getConfiguration(section).get<Record<string, unknown>>("exclude", {});
    // Braces can't be nested in a pattern.
    for (const [pattern, value] of Object.entries(patterns))
      if (value === true && !/[{}]/.test(pattern)) excluded.add(pattern);
  }
  return `{${[...excluded].flatMap((pattern) => [pattern, `${pattern}/**`]).join(",")}}`;
}
