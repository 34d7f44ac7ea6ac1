/** The model's requests and its status, between the client and the engine. */

import { isDeepStrictEqual } from "node:util";
import {
  type Connection,
  type Disposable,
  MessageType,
  ShowMessageNotification,
} from "vscode-languageserver/node";
import { onRequest, serve } from "../../../common/wire.ts";
import type { EngineControl } from "../../engine-client/api.ts";
import type { EngineSettings } from "../../engine-protocol/protocol.ts";
import type { ModelsService } from "../../features/models/service.ts";
import type { Download } from "../../protocol/models.ts";
import {
  EngineStatsRequest,
  ModelLoadRequest,
  ModelSelectRequest,
  type ModelStatus,
  ModelStatusNotification,
  ModelUnloadRequest,
} from "../../protocol/status.ts";
import { t } from "../../text/l10n.ts";
import { type ClientSettings, engineSettings } from "../settings.ts";

export class ModelControl {
  readonly #connection: Connection;
  readonly #engine: EngineControl;
  readonly #settings: ClientSettings;
  readonly #models: ModelsService;
  readonly #subscriptions: Disposable[];
  /** What the settings last asked of the engine. */
  #fromSettings: EngineSettings;
  /** The file chosen by `ossicle/model/select`; it counts until the setting names another one. */
  #selected: string | undefined;
  /** The one that was asked for just now; it takes the place of `#selected` when it turns out to be of use. */
  #tried: { path: string } | undefined;
  /** Why the model of the settings isn't used, where the user has set it just now. */
  #refused: { reason: string } | undefined;
  /** The file that was found or downloaded; it counts while none is chosen. */
  #found: string | undefined;

  constructor(
    connection: Connection,
    engine: EngineControl,
    settings: ClientSettings,
    models: ModelsService,
  ) {
    this.#connection = connection;
    this.#engine = engine;
    this.#settings = settings;
    this.#models = models;
    this.#fromSettings = engineSettings(settings.current);
    this.#subscriptions = [
      engine.onStatus(() => this.sendStatus()),
      serve(connection, [
        onRequest(ModelSelectRequest, ({ path }) => this.#settled(this.#select(path))),
        onRequest(ModelLoadRequest, () => this.#settled(engine.load())),
        onRequest(ModelUnloadRequest, () => this.#settled(engine.unload())),
        onRequest(EngineStatsRequest, () => engine.stats()),
      ]),
    ];
  }

  sendStatus(): void {
    const known = withDownload(this.#engine.status, this.#models.downloads);
    const status = withSettingsProblem(withRefusal(known, this.#refused), this.#settings.problems[0]);
    void this.#connection.sendNotification(ModelStatusNotification, status);
  }

  /** Connects to the engine with the settings as they are by now; loads the model where that is wanted at start. */
  async start(): Promise<void> {
    this.#subscriptions.push(
      this.#settings.onChange(() => {
        this.sendStatus();
        void this.#models.followDownloads();
        void this.#handOver(true).then(() => this.#useFound());
      }),
    );
    await this.#handOver(false);
    if (this.#settings.current.engine.loadAtStart) await this.#settled(this.#engine.load());
    else await this.#engine.start();
    await this.#useFound();
  }

  /** Uses a file that has just been downloaded, where there is no other model. */
  async useIfNone(path: string): Promise<void> {
    const { state } = this.#engine.status;
    if (this.#isChosen || (state !== "none" && state !== "failed")) return;
    await this.#use(path, state === "failed");
    await this.#settled(this.#engine.load());
  }

  /** Where no model is chosen, the best one on this machine. */
  async #useFound(): Promise<void> {
    const isWanted = () => !this.#isChosen && this.#engine.status.state === "none";
    if (!isWanted()) return;
    const path = await this.#models.recommendedFile().catch(() => undefined);
    // Reading headers takes a while: the user, or another window, may have chosen one.
    if (path === undefined || !isWanted()) return;
    await this.#use(path, false);
    if (this.#settings.current.engine.loadAtStart) await this.#settled(this.#engine.load());
  }

  async #use(path: string, explicit: boolean): Promise<void> {
    this.#found = path;
    await this.#settled(this.#engine.configure(this.#wanted(), explicit));
  }

  /** "" where none is. */
  get #chosen(): string {
    return this.#tried?.path ?? this.#selected ?? this.#fromSettings.model.path;
  }

  get #isChosen(): boolean {
    return this.#chosen !== "";
  }

  /** Hands changed settings over. `explicit` when the user changed them just now. */
  async #handOver(explicit: boolean): Promise<void> {
    const before = this.#fromSettings;
    this.#fromSettings = engineSettings(this.#settings.current);
    if (isDeepStrictEqual(before, this.#fromSettings)) return;
    const { path } = this.#fromSettings.model;
    const isOther = before.model.path !== path;
    if (isOther) {
      this.#selected = undefined;
      this.#tried = undefined;
      this.#refused = undefined;
    }
    const status = await this.#settled(this.#engine.configure(this.#wanted(), explicit));
    if (isOther && explicit && path !== "" && path === this.#chosen) this.#judge(status);
    if (isOther) this.sendStatus();
  }

  /** A model that the user has just set and that can't be used is told once; the status has it as long as it is set. */
  #judge({ state, reason = "", advice }: ModelStatus): void {
    if (state !== "failed") return;
    this.#refused = { reason };
    const message = [reason, advice].filter(Boolean).join(" ");
    void this.#connection.sendNotification(ShowMessageNotification.type, {
      type: MessageType.Error,
      message,
    });
  }

  async #select(path: string): Promise<ModelStatus> {
    const isAgain = path === this.#wanted().model.path;
    const choice = { path };
    this.#tried = choice;
    // An engine that goes away meanwhile is started again with it.
    let isUsed = true;
    try {
      // Before there is an engine, nobody knows whether the file is any good.
      await this.#engine.start();
      let status = await this.#engine.configure(this.#wanted(), true);
      // The same file again, which is still the one in force: it may have been repaired meanwhile.
      if (isAgain && status.state === "failed" && this.#engine.settings.model.path === path)
        status = await this.#engine.load();
      isUsed = status.state !== "failed" && status.model?.path === path;
      return status;
    } finally {
      if (this.#tried === choice) {
        this.#tried = undefined;
        if (isUsed) {
          this.#selected = path;
          this.#refused = undefined;
          this.sendStatus();
        }
      }
    }
  }

  /** An engine that goes away meanwhile is a state, not an error: it is started again, with the latest settings. */
  #settled(answer: Promise<ModelStatus>): Promise<ModelStatus> {
    return answer.catch(() => this.#engine.status);
  }

  #wanted(): EngineSettings {
    const { model, ...rest } = this.#fromSettings;
    return { ...rest, model: { ...model, path: this.#chosen || (this.#found ?? "") } };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** While there is no model, one that is on its way says more. */
function withDownload(status: ModelStatus, downloads: readonly Download[]): ModelStatus {
  const download = downloads.find(({ state }) => state === "running" || state === "verifying");
  if (status.state !== "none" || !download) return status;
  const { name, state, bytes, totalBytes } = download;
  return {
    state: "downloading",
    progress: totalBytes > 0 ? bytes / totalBytes : 0,
    reason: state === "running" ? t("{0} is downloading.", name) : t("{0} is being verified.", name),
  };
}

/** What the settings name can't be used, so the model from before stays: nobody should take it for the new one. */
function withRefusal(status: ModelStatus, refused: { reason: string } | undefined): ModelStatus {
  const isInUse = status.state === "ready" || status.state === "working" || status.state === "unloaded";
  if (!refused || !isInUse || !status.model) return status;
  return {
    ...status,
    reason: refused.reason,
    advice: t("{0} stays in use. Change the setting ossicle.model.path.", status.model.name),
    remedy: "openSettings",
  };
}

/** A setting that is not allowed is told in the status, where a failure of the model itself leaves room for it. */
function withSettingsProblem(status: ModelStatus, problem: string | undefined): ModelStatus {
  if (problem === undefined || status.advice !== undefined) return status;
  return { ...status, advice: problem, remedy: "openSettings" };
}
