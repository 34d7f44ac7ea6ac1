import { isDeepStrictEqual } from "node:util";
import { type Disposable, l10n } from "vscode";
import type { LanguageServer } from "../language-server.ts";
import type { ModelsNode } from "./models-node.ts";
import { modelsTree } from "./models-tree.ts";
import type { OverviewSource } from "./overview-source.ts";

/** A download tells of itself a few times a second; a view that is drawn anew loses its hover. */
const SHOW_AFTER_MS = 500;

/** What the Models view shows; tells when that has changed. */
export class ViewContent implements Disposable {
  readonly #server: LanguageServer;
  readonly #overview: OverviewSource;
  readonly #subscription: Disposable;
  #shown: ModelsNode[] | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(server: LanguageServer, overview: OverviewSource, changed: () => void) {
    this.#server = server;
    this.#overview = overview;
    this.#subscription = server.onDidChange(() => {
      if (this.#shown === undefined) return;
      this.#timer ??= setTimeout(() => void this.#compare(changed), SHOW_AFTER_MS);
    });
  }

  /** None while the server isn't running: the view then says so. */
  async nodes(): Promise<ModelsNode[]> {
    this.#shown = await this.#make();
    return this.#shown;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }

  async #make(): Promise<ModelsNode[]> {
    const { client, model, downloads, last, lastAnswer } = this.#server;
    if (!client) return [];
    const overview = await this.#overview.get();
    return modelsTree({ overview, status: model, downloads, last, lastAnswer }, l10n.t);
  }

  async #compare(changed: () => void): Promise<void> {
    this.#timer = undefined;
    // A server that ends meanwhile is told of by the next change.
    const now = await this.#make().catch(() => undefined);
    if (!isDeepStrictEqual(now, this.#shown)) changed();
  }
}
