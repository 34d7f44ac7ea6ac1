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
  type ModelRole,
  ModelSelectRequest,
  type ModelStatus,
  ModelStatusNotification,
  ModelUnloadRequest,
  type OneModelStatus,
} from "../../protocol/status.ts";
import { t } from "../../text/l10n.ts";
import { ModelChoice } from "../model-choice.ts";
import { type ClientSettings, engineSettings } from "../settings.ts";

export class ModelControl {
  readonly #connection: Connection;
  readonly #engine: EngineControl;
  readonly #settings: ClientSettings;
  readonly #models: ModelsService;
  readonly #subscriptions: Disposable[];
  /** What the settings last asked of the engine. */
  #fromSettings: EngineSettings;
  readonly #choices: Record<ModelRole, ModelChoice>;
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
    const { model, completionModel = "" } = this.#fromSettings;
    this.#choices = {
      main: new ModelChoice("main", model.path),
      completion: new ModelChoice("completion", completionModel),
    };
    this.#subscriptions = [
      engine.onStatus(() => this.sendStatus()),
      serve(connection, [
        onRequest(ModelSelectRequest, ({ path, model = "main" }) => this.#settled(this.#select(model, path))),
        onRequest(ModelLoadRequest, () => this.#loadAll()),
        onRequest(ModelUnloadRequest, () => this.#unloadAll()),
        onRequest(EngineStatsRequest, () => engine.stats()),
      ]),
    ];
  }

  sendStatus(): void {
    const { completionModel, ...ofMain } = this.#engine.status;
    const { main, completion } = this.#choices;
    const told = {
      ...main.told(withDownload(ofMain, this.#models.downloads)),
      ...(completionModel ? { completionModel: completion.told(completionModel) } : {}),
    };
    const status = withSettingsProblem(told, this.#settings.problems[0]);
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
    if (this.#settings.current.engine.loadAtStart) await this.#loadAll();
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

  get #isChosen(): boolean {
    return this.#choices.main.path !== "";
  }

  async #loadAll(): Promise<ModelStatus> {
    const others = this.#choices.completion.path === "" ? [] : [this.#engine.load("completion")];
    const [status] = await Promise.all([this.#engine.load(), ...others].map((load) => this.#settled(load)));
    return status ?? this.#engine.status;
  }

  async #unloadAll(): Promise<ModelStatus> {
    await this.#settled(this.#engine.unload("completion"));
    return this.#settled(this.#engine.unload());
  }

  /** Hands changed settings over. `explicit` when the user changed them just now. */
  async #handOver(explicit: boolean): Promise<void> {
    const before = this.#fromSettings;
    this.#fromSettings = engineSettings(this.#settings.current);
    if (isDeepStrictEqual(before, this.#fromSettings)) return;
    const { model, completionModel = "" } = this.#fromSettings;
    const { main, completion } = this.#choices;
    const changed = { main: main.set(model.path), completion: completion.set(completionModel) };
    const status = await this.#settled(this.#engine.configure(this.#wanted(), explicit));
    const judges = (choice: ModelChoice, path: string) => explicit && path !== "" && path === choice.path;
    if (changed.main && judges(main, model.path)) this.#judge(main, status);
    if (changed.completion && judges(completion, completionModel))
      this.#judge(completion, status.completionModel);
    if (changed.main || changed.completion) this.sendStatus();
  }

  /** A model that the user has just set and that can't be used is told once; the status has it as long as it is set. */
  #judge(choice: ModelChoice, status: OneModelStatus | undefined): void {
    if (status?.state !== "failed") return;
    const { reason = "", advice } = status;
    choice.refuse(reason);
    const message = [reason, advice].filter(Boolean).join(" ");
    void this.#connection.sendNotification(ShowMessageNotification.type, {
      type: MessageType.Error,
      message,
    });
  }

  async #select(role: ModelRole, path: string): Promise<ModelStatus> {
    const choice = this.#choices[role];
    const isAgain = path === pathOf(this.#wanted(), role);
    const ended = choice.try(path);
    // An engine that goes away meanwhile is started again with it.
    let isUsed = true;
    try {
      // Before there is an engine, nobody knows whether the file is any good.
      await this.#engine.start();
      let status = await this.#engine.configure(this.#wanted(), true);
      // The same file again, which is still the one in force: it may have been repaired meanwhile.
      if (
        isAgain &&
        statusOf(status, role)?.state === "failed" &&
        pathOf(this.#engine.settings, role) === path
      )
        status = await this.#engine.load(role);
      const own = statusOf(status, role);
      isUsed = own !== undefined && own.state !== "failed" && own.model?.path === path;
      return status;
    } finally {
      ended(isUsed);
      if (isUsed) this.sendStatus();
    }
  }

  /** An engine that goes away meanwhile is a state, not an error: it is started again, with the latest settings. */
  #settled(answer: Promise<ModelStatus>): Promise<ModelStatus> {
    return answer.catch(() => this.#engine.status);
  }

  #wanted(): EngineSettings {
    const { model, completionModel: _path, ...rest } = this.#fromSettings;
    const { main, completion } = this.#choices;
    return {
      ...rest,
      model: { ...model, path: main.path || (this.#found ?? "") },
      ...(completion.path === "" ? {} : { completionModel: completion.path }),
    };
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

const statusOf = (status: ModelStatus, role: ModelRole): OneModelStatus | undefined =>
  role === "main" ? status : status.completionModel;

const pathOf = ({ model, completionModel }: EngineSettings, role: ModelRole): string | undefined =>
  role === "main" ? model.path : completionModel;

/** A setting that is not allowed is told in the status, where a failure of the model itself leaves room for it. */
function withSettingsProblem(status: ModelStatus, problem: string | undefined): ModelStatus {
  if (problem === undefined || status.advice !== undefined) return status;
  return { ...status, advice: problem, fix: "openSettings" };
}
