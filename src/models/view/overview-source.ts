import type { Disposable } from "vscode";
import type { ModelsOverview } from "../../../language-server/protocol/models.ts";
import type { LanguageServer } from "../../server/language-server.ts";

/** The latest overview of the models: requested when it is needed, and again when the server reports a change. */
export class OverviewSource implements Disposable {
  readonly #server: LanguageServer;
  readonly #subscriptions: Disposable[];
  #latest: Promise<ModelsOverview> | undefined;

  /** @param changed called when `get` returns something new */
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
   * @param refresh searches the disk again
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
    // The next call requests it again.
    asked.catch(() => {
      if (this.#latest === asked) this.#latest = undefined;
    });
    return asked;
  }
}
