import type { Disposable } from "vscode";
import type { LanguageServer } from "../../server/language-server.ts";
import type { DailyUsage } from "../../usage/daily-usage.ts";
import type { ModelsNode } from "./models-node.ts";
import { modelsTree } from "./models-tree.ts";
import { ModelsLine } from "./models-view-text.ts";
import type { OverviewSource } from "./overview-source.ts";

/** A download reports its progress a few times a second. */
const SHOW_AFTER_MS = 500;

const ROOT: ModelsNode = { id: "", label: "", kind: "group" };

/** The content of the Models view; reports which lines changed. */
export class ViewContent implements Disposable {
  readonly #server: LanguageServer;
  readonly #today: DailyUsage;
  readonly #overview: OverviewSource;
  readonly #changed: (lines: ModelsLine[] | undefined) => void;
  readonly #subscription: Disposable;
  /** The root, which isn't shown itself: all lines are below it. */
  #root: ModelsLine | undefined;
  #wasOpened = false;
  #looks = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param changed called with the lines to redraw; undefined: all */
  constructor(
    server: LanguageServer,
    today: DailyUsage,
    overview: OverviewSource,
    changed: (lines: ModelsLine[] | undefined) => void,
  ) {
    this.#server = server;
    this.#today = today;
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
    if (this.#root) return this.#root.children;
    const node = await this.#rootNode();
    // A newer content may have come meanwhile.
    this.#root ??= new ModelsLine(node);
    return this.#root.children;
  }

  /** Updates the content when it has changed. Does nothing for a view that was never open. */
  async look(): Promise<void> {
    if (!this.#wasOpened) return;
    const look = ++this.#looks;
    // When the server ends meanwhile, the next change shows it.
    const node = await this.#rootNode().catch(() => undefined);
    if (node === undefined || look !== this.#looks) return;
    this.#root ??= new ModelsLine(ROOT);
    const changed = this.#root.update(node);
    if (changed.length > 0) this.#changed(changed.includes(this.#root) ? undefined : changed);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }

  async #rootNode(): Promise<ModelsNode> {
    const { client, model, downloads, measured } = this.#server;
    if (!client) return ROOT;
    const overview = await this.#overview.get();
    return {
      ...ROOT,
      children: modelsTree({ overview, status: model, downloads, measured, today: this.#today.counts }),
    };
  }
}
