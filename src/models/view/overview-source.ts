import type { Disposable } from "vscode";
import type { ModelsOverview } from "../../../language-server/protocol/models.ts";
import type { LanguageServer } from "../../server/language-server.ts";

/** The latest overview of the models; asked for when it is needed, and again when the server says that it changed. */
export class OverviewSource implements Disposable {
  readonly #server: LanguageServer;
  readonly #subscriptions: Disposable[];
  #latest: Promise<ModelsOverview> | undefined;

  /** @param changed called when `get` has something new to tell */
  constructor(server: LanguageServer, changed: () => void) {
    this.#server = server;
    let wasRunning = server.state === "running";
    const forget = () => {
      this.#latest = undefined;
      changed();
    };
    this.#subscriptions = [
      server.onModelsChanged(forget),
      server.onDidChange(() => {
        const running = server.state === "running";
        if (running !== wasRunning) forget();
        wasRunning = running;
      }),
    ];
  }

  /**
   * Throws while the server isn't running.
   *
   * @param refresh looks at the disk again
   */
  get(refresh = false): Promise<ModelsOverview> {
    if (refresh) this.#latest = undefined;
    this.#latest ??= this.#ask(refresh);
    return this.#latest;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #ask(refresh: boolean): Promise<ModelsOverview> {
    const asked = this.#server.runningClient.modelsOverview(refresh);
    // The next one asks again.
    asked.catch(() => {
      if (this.#latest === asked) this.#latest = undefined;
    });
    return asked;
  }
}
