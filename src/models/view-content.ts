import { type Disposable, l10n } from "vscode";
import type { LanguageServer } from "../language-server.ts";
import { type ModelsLine, sameThings, takeIn } from "./models-line.ts";
import type { ModelsNode } from "./models-node.ts";
import { modelsTree } from "./models-tree.ts";
import type { OverviewSource } from "./overview-source.ts";

/** A download tells of itself a few times a second. */
const SHOW_AFTER_MS = 500;

/** What the Models view shows; tells what of it has changed. */
export class ViewContent implements Disposable {
  readonly #server: LanguageServer;
  readonly #overview: OverviewSource;
  readonly #changed: (lines: ModelsLine[] | undefined) => void;
  readonly #subscription: Disposable;
  #lines: ModelsLine[] | undefined;
  #wasOpened = false;
  #looks = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param changed is told the lines to draw anew; undefined: all */
  constructor(
    server: LanguageServer,
    overview: OverviewSource,
    changed: (lines: ModelsLine[] | undefined) => void,
  ) {
    this.#server = server;
    this.#overview = overview;
    this.#changed = changed;
    this.#subscription = server.onDidChange(() => {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.look();
      }, SHOW_AFTER_MS);
    });
  }

  /** None while the server isn't running: the view then says so. */
  async lines(): Promise<ModelsLine[]> {
    this.#wasOpened = true;
    if (this.#lines) return this.#lines;
    const nodes = await this.#nodes();
    // Meanwhile there may have been something newer.
    this.#lines ??= takeIn([], nodes);
    return this.#lines;
  }

  /** Looks whether there is something else to show; nothing is looked at for a view that was never open. */
  async look(): Promise<void> {
    if (!this.#wasOpened) return;
    const look = ++this.#looks;
    // A server that ends meanwhile is told of by the next change.
    const nodes = await this.#nodes().catch(() => undefined);
    if (nodes === undefined || look !== this.#looks) return;
    const before = this.#lines ?? [];
    if (sameThings(before, nodes)) {
      const changed = before.flatMap((line, index) => line.update(nodes[index] ?? line.node));
      if (changed.length > 0) this.#changed(changed);
    } else {
      this.#lines = takeIn(before, nodes);
      this.#changed(undefined);
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }

  async #nodes(): Promise<ModelsNode[]> {
    const { client, model, downloads, last, lastAnswer } = this.#server;
    if (!client) return [];
    const overview = await this.#overview.get();
    return modelsTree({ overview, status: model, downloads, last, lastAnswer }, l10n.t);
  }
}
