import { type Disposable, type QuickPick, type QuickPickItem, window } from "vscode";
import { t } from "../../text/l10n.ts";
import { isName } from "./name-suggestions.ts";

/** A quick pick of names in which the user can also type one, without waiting for the suggestions. */
export class NamePicker implements Disposable {
  readonly #old: string;
  readonly #picker: QuickPick<QuickPickItem> = window.createQuickPick();
  #names: readonly string[] = [];

  /** The chosen name; `undefined` when the user cancels. */
  readonly picked: Promise<string | undefined>;

  constructor(old: string) {
    this.#old = old;
    this.#picker.title = t("Rename {0}", old);
    this.#picker.placeholder = t("Choose a name, or type one");
    this.#picker.busy = true;
    this.picked = new Promise((resolve) => {
      this.#picker.onDidAccept(() => {
        // The user pressed Enter before there was anything to choose.
        const [item] = this.#picker.selectedItems;
        if (item) resolve(item.label);
      });
      this.#picker.onDidHide(() => resolve(undefined));
    });
    this.#picker.onDidChangeValue(() => this.#update());
    this.#picker.show();
  }

  suggest(names: readonly string[]): void {
    this.#names = names;
    this.#picker.busy = false;
    if (names.length === 0)
      this.#picker.placeholder = t("The model has no better name. Type one, or press Escape to close");
    this.#update();
  }

  dispose(): void {
    this.#picker.dispose();
  }

  /** The typed name comes first, so that Enter takes it. */
  #update(): void {
    const typed = this.#picker.value.trim();
    const isOwn = isName(typed, this.#old) && typed !== this.#old && !this.#names.includes(typed);
    this.#picker.items = [
      ...(isOwn ? [{ label: typed, description: t("as typed"), alwaysShow: true }] : []),
      ...this.#names.map((label) => ({ label })),
    ];
  }
}
