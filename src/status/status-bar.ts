import { isDeepStrictEqual } from "node:util";
import { type Disposable, MarkdownString, StatusBarAlignment, ThemeColor, window } from "vscode";
import { HOVER_COMMANDS } from "./status-hover.ts";
import type { StatusStore } from "./status-store.ts";
import { type StatusView, statusView } from "./status-view.ts";

/** Right of what VS Code tells about the document. */
const PRIORITY = 100;

/** The status bar item: the one place that tells what Ossicle does. */
export class StatusBar implements Disposable {
  readonly #item = window.createStatusBarItem("ossicle.status", StatusBarAlignment.Right, PRIORITY);
  readonly #source: StatusStore;
  readonly #subscription: Disposable;
  #timer: NodeJS.Timeout | undefined;
  #shown: StatusView | undefined;

  constructor(source: StatusStore) {
    this.#source = source;
    this.#item.name = "Ossicle";
    this.#item.command = "ossicle.showMenu";
    this.#subscription = source.onDidChange(() => this.#render());
    this.#render();
    this.#item.show();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #render(): void {
    clearTimeout(this.#timer);
    const view = statusView(this.#source.current);
    if (view.changesAt !== undefined) {
      const wait = Math.max(0, view.changesAt - Date.now());
      this.#timer = setTimeout(() => this.#render(), wait);
    }
    // Setting what is shown already would close a hover that the user is reading.
    if (isDeepStrictEqual(view, this.#shown)) return;
    this.#shown = view;
    this.#item.text = view.text;
    this.#item.accessibilityInformation = { label: view.spoken, role: "button" };
    this.#item.backgroundColor = view.warning ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    const tooltip = new MarkdownString(view.hover, true);
    tooltip.isTrusted = { enabledCommands: HOVER_COMMANDS };
    this.#item.tooltip = tooltip;
  }
}
