import { commands, type Disposable, EventEmitter, window, workspace } from "vscode";
import type { Download } from "../../language-server/protocol/models.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { languageEnabled, type Snooze, suggestionsEnabled } from "../suggestions/index.ts";
import { isRunning } from "../text/download-text.ts";
import type { DailyUsage } from "../usage/daily-usage.ts";
import { isLoaded, isWorking, type StatusState } from "./status-state.ts";

/** Whether one is chosen that can be used: loaded, loading, or released for a while. */
function hasModel(status: ModelStatus | undefined): boolean {
  return status?.model !== undefined && status.state !== "none" && status.state !== "failed";
}

/** Of those that have not ended: one that runs, or only some that could go on; undefined where there are none. */
function downloadsState(downloads: readonly Download[]): "running" | "waiting" | undefined {
  if (downloads.some(isRunning)) return "running";
  return downloads.some(({ state }) => state !== "done") ? "waiting" : undefined;
}

/** Gathers what the status bar and the menu show, and tells when it changed. Sets the context keys for `when` clauses. */
export class StatusStore implements Disposable {
  readonly #server: LanguageServer;
  readonly #snooze: Snooze;
  readonly #today: DailyUsage;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable[];
  readonly #contextKeys = new Map<string, unknown>();
  #workingSince: number | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(server: LanguageServer, snooze: Snooze, today: DailyUsage) {
    this.#server = server;
    this.#snooze = snooze;
    this.#today = today;
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

  get current(): StatusState {
    const { state, crashes, model, measured, downloads } = this.#server;
    const languageId = window.activeTextEditor?.document.languageId;
    const until = this.#snooze.until;
    return {
      server: state,
      ...(crashes ? { crashes } : {}),
      ...(model ? { model } : {}),
      ...(measured.last ? { last: measured.last } : {}),
      ...(measured.answer ? { lastAnswer: measured.answer } : {}),
      downloads,
      today: this.#today.counts,
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
    this.#workingSince = isWorking(this.#server.model) ? (this.#workingSince ?? Date.now()) : undefined;
    this.#setContext("ossicle.serverState", this.#server.state);
    this.#setContext("ossicle.modelState", this.#server.model?.state);
    this.#setContext("ossicle.hasLoadedModel", isLoaded(this.#server.model));
    this.#setContext("ossicle.hasModel", hasModel(this.#server.model));
    this.#setContext("ossicle.hasAccepted", this.#today.counts.accepted > 0);
    this.#setContext("ossicle.downloads", downloadsState(this.#server.downloads));
    this.#setContext("ossicle.snoozed", this.#snooze.until !== undefined);
    this.#changed.fire();
  }

  #setContext(key: string, value: unknown): void {
    if (this.#contextKeys.has(key) && this.#contextKeys.get(key) === value) return;
    this.#contextKeys.set(key, value);
    void commands.executeCommand("setContext", key, value);
  }
}
