import { commands, type Disposable, EventEmitter, window, workspace } from "vscode";
import type { LanguageServer } from "./language-server.ts";
import type { Situation } from "./situation.ts";
import type { Snooze } from "./snooze.ts";
import { languageEnabled, suggestionsEnabled } from "./suggestion-settings.ts";

/** Gathers what the status bar and the menu show, and tells when it changed. Sets the context keys for `when` clauses. */
export class SituationSource implements Disposable {
  readonly #server: LanguageServer;
  readonly #snooze: Snooze;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable[];
  readonly #contextKeys = new Map<string, unknown>();
  #workingSince: number | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(server: LanguageServer, snooze: Snooze) {
    this.#server = server;
    this.#snooze = snooze;
    const update = () => this.#update();
    this.#subscriptions = [
      server.onDidChange(update),
      snooze.onDidChange(update),
      window.onDidChangeActiveTextEditor(update),
      // The language of the document in view was changed: it is closed and opened again.
      workspace.onDidOpenTextDocument((document) => {
        if (document === window.activeTextEditor?.document) update();
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("ossicle.completion")) update();
      }),
    ];
    this.#update();
  }

  get current(): Situation {
    const { state, model, last } = this.#server;
    const languageId = window.activeTextEditor?.document.languageId;
    const until = this.#snooze.until;
    return {
      server: state,
      ...(model ? { model } : {}),
      ...(last ? { last } : {}),
      ...(this.#workingSince === undefined ? {} : { workingSince: this.#workingSince }),
      suggestionsEnabled: suggestionsEnabled(),
      ...(languageId === undefined
        ? {}
        : { language: { id: languageId, enabled: languageEnabled(languageId) } }),
      ...(until === undefined ? {} : { snoozedUntil: until }),
      now: Date.now(),
    };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #update(): void {
    this.#workingSince =
      this.#server.model?.state === "working" ? (this.#workingSince ?? Date.now()) : undefined;
    this.#setContext("ossicle.serverState", this.#server.state);
    this.#setContext("ossicle.modelState", this.#server.model?.state);
    this.#setContext("ossicle.snoozed", this.#snooze.until !== undefined);
    this.#changed.fire();
  }

  #setContext(key: string, value: unknown): void {
    if (this.#contextKeys.has(key) && this.#contextKeys.get(key) === value) return;
    this.#contextKeys.set(key, value);
    void commands.executeCommand("setContext", key, value);
  }
}
