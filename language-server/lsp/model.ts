/** The model's requests and its status, between the client and the engine. */
import { isDeepStrictEqual } from "node:util";
import type { Connection, Disposable } from "vscode-languageserver/node";
import type { EngineClient } from "../engine/client.ts";
import type { EngineSettings } from "../engine/protocol.ts";
import {
  EngineStatsRequest,
  ModelLoadRequest,
  ModelSelectRequest,
  ModelStatusNotification,
  ModelUnloadRequest,
} from "../protocol/requests.ts";
import type { ModelStatus } from "../protocol/status.ts";
import { check, modelSelect } from "./params.ts";
import { type ClientSettings, engineSettings } from "./settings.ts";

export class ModelControl {
  readonly #connection: Connection;
  readonly #engine: EngineClient;
  readonly #settings: ClientSettings;
  readonly #subscriptions: Disposable[];
  /** What the settings last asked of the engine. */
  #fromSettings: EngineSettings;
  /** The file chosen by `ossicle/model/select`; it counts until the setting names another one. */
  #selected: string | undefined;

  constructor(connection: Connection, engine: EngineClient, settings: ClientSettings) {
    this.#connection = connection;
    this.#engine = engine;
    this.#settings = settings;
    this.#fromSettings = engineSettings(settings.current);
    this.#subscriptions = [
      engine.onStatus(() => this.sendStatus()),
      connection.onRequest(ModelSelectRequest, (raw: unknown) =>
        this.#settled(this.#select(check(modelSelect, raw).path)),
      ),
      connection.onRequest(ModelLoadRequest, () => this.#settled(engine.load())),
      connection.onRequest(ModelUnloadRequest, () => this.#settled(engine.unload())),
      connection.onRequest(EngineStatsRequest, () => engine.stats()),
    ];
  }

  sendStatus(): void {
    const status = withSettingsProblem(this.#engine.status, this.#settings.problems[0]);
    void this.#connection.sendNotification(ModelStatusNotification, status);
  }

  /** Connects to the engine with the settings as they are by now; loads the model where that is wanted at start. */
  async start(): Promise<void> {
    this.#subscriptions.push(
      this.#settings.onChange(() => {
        this.sendStatus();
        void this.#handOver(true);
      }),
    );
    await this.#handOver(false);
    if (this.#settings.current.engine.loadAtStart) await this.#settled(this.#engine.load());
    else await this.#engine.start();
  }

  /** Hands changed settings over. `explicit` when the person changed them just now. */
  async #handOver(explicit: boolean): Promise<void> {
    const before = this.#fromSettings;
    this.#fromSettings = engineSettings(this.#settings.current);
    if (isDeepStrictEqual(before, this.#fromSettings)) return;
    if (before.model.path !== this.#fromSettings.model.path) this.#selected = undefined;
    await this.#settled(this.#engine.configure(this.#wanted(), explicit));
  }

  async #select(path: string): Promise<ModelStatus> {
    const before = this.#selected;
    const again = path === this.#wanted().model.path;
    this.#selected = path;
    const status = await this.#engine.configure(this.#wanted(), true);
    // The same file again: it may have been mended meanwhile.
    if (again && status.state === "failed") return this.#engine.load();
    // A bad choice must not come back with the next change of another setting.
    if (status.model?.path !== path && this.#selected === path) this.#selected = before;
    return status;
  }

  /** An engine that goes away meanwhile is a state, not an error: it is started again, with the latest settings. */
  #settled(answer: Promise<ModelStatus>): Promise<ModelStatus> {
    return answer.catch(() => this.#engine.status);
  }

  #wanted(): EngineSettings {
    const { model, ...rest } = this.#fromSettings;
    return { ...rest, model: { ...model, path: this.#selected ?? model.path } };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** A setting that is not allowed is told in the status, where a failure of the model itself leaves room for it. */
function withSettingsProblem(status: ModelStatus, problem: string | undefined): ModelStatus {
  if (problem === undefined || status.advice !== undefined) return status;
  return { ...status, advice: problem, remedy: "openSettings" };
}
