/** The server's connection to the engine: finds or starts it, and starts one that died again, with back-off. */

import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import {
  createMessageConnection,
  type Disposable,
  Emitter,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import { messageOf } from "../../common/errors.ts";
import { RestartPolicy } from "../../common/restart-policy.ts";
import { ask, onNotification, serve } from "../../common/wire.ts";
import { LineMessageReader, LineMessageWriter } from "../engine-protocol/message-stream.ts";
import { SentPrompts } from "../engine-protocol/prompt-edits.ts";
import {
  ConfigureRequest,
  DownloadsNotification,
  type EngineSettings,
  HelloRequest,
  LoadRequest,
  LogNotification,
  PromptProgressNotification,
  QueuedNotification,
  RestartNotification,
  SettingsNotification,
  StatusNotification,
  type StreamedToken,
  TokensNotification,
  UnloadRequest,
} from "../engine-protocol/protocol.ts";
import type { Download } from "../protocol/models.ts";
import type { ModelRole, ModelStatus, OneModelStatus } from "../protocol/status.ts";
import { t } from "../text/l10n.ts";
import type { EngineOptions, PromptProgress } from "./api.ts";
import { connectEngine, EngineStartError } from "./launcher.ts";
import { translatedDownload, translatedStatus } from "./translated.ts";

export interface EngineLinkOptions extends EngineOptions {
  /** `dist/engine.mjs`. */
  enginePath: string;
}

/** What is said of generations, by the client's number of each. */
export interface StreamListener {
  onTokens: (id: number, tokens: StreamedToken[]) => void;
  onQueued: (id: number) => void;
  onProgress: (id: number, progress: PromptProgress) => void;
}

const busy = (): ModelStatus => ({
  state: "loading",
  reason: t("The engine is busy and doesn't answer yet."),
});
const starting = (): ModelStatus => ({ state: "loading", reason: t("The engine is starting.") });

export class EngineLink {
  readonly #options: EngineLinkOptions;
  readonly #streams: StreamListener;
  readonly #statusEmitter = new Emitter<ModelStatus>();
  readonly #connectedEmitter = new Emitter<void>();
  readonly #downloadsEmitter = new Emitter<{ folder: string; downloads: Download[] }>();
  readonly #disposed = new AbortController();
  readonly #restarts = new RestartPolicy();
  #settings: EngineSettings;
  /** `configure` requests that were made, and how many of them are not answered yet. */
  #configures = { made: 0, open: 0 };
  /** The models that were loaded or loading, or shall be: an engine that is started again loads them. */
  readonly #wanted = new Set<ModelRole>();
  /** Whether the status is what the engine has said, and not what is known of its absence. */
  #isGreeted = false;
  #status: ModelStatus = starting();
  #connection: MessageConnection | undefined;
  #prompts = new SentPrompts();
  #connecting: Promise<void> | undefined;
  /** The engine has said that it ends to be started again. */
  #isRestarting = false;

  constructor(options: EngineLinkOptions, streams: StreamListener) {
    this.#options = options;
    this.#streams = streams;
    this.#settings = options.settings;
  }

  /** What is in force, as far as this client knows: an engine that is started again gets it. */
  get settings(): EngineSettings {
    return this.#settings;
  }

  get status(): ModelStatus {
    return this.#status;
  }

  /** Undefined while there is none. */
  get connection(): MessageConnection | undefined {
    return this.#connection;
  }

  /** What was sent on this connection. */
  get prompts(): SentPrompts {
    return this.#prompts;
  }

  onStatus(listener: (status: ModelStatus) => void): Disposable {
    return this.#statusEmitter.event(listener);
  }

  onConnected(listener: () => void): Disposable {
    return this.#connectedEmitter.event(listener);
  }

  onDownloads(listener: (change: { folder: string; downloads: Download[] }) => void): Disposable {
    return this.#downloadsEmitter.event(listener);
  }

  /** Connects to the engine; a failure shows in the status. Called again, it tries again after giving up. */
  start(): Promise<void> {
    this.#restarts.reset();
    return this.#connect();
  }

  /**
   * Hands settings over. They count for an engine that is started meanwhile too, unless this one says that others are
   * in force; what it answers to an earlier request doesn't overwrite those of a later one.
   */
  async configure(settings: EngineSettings, explicit: boolean): Promise<ModelStatus> {
    const request = ++this.#configures.made;
    const connection = this.#connection;
    if (explicit || !connection) this.#settings = settings;
    if (!connection) return this.#status;
    this.#configures.open++;
    try {
      const answer = await ask(connection, ConfigureRequest, { settings, explicit });
      if (request === this.#configures.made) this.#settings = answer.settings;
      return translatedStatus(answer.status);
    } finally {
      this.#configures.open--;
    }
  }

  /** Loads the model, and does so again after an engine that was lost. */
  async load(model: ModelRole): Promise<ModelStatus> {
    this.#wanted.add(model);
    if (!this.#connection) await this.start();
    const connection = this.#connection;
    return connection ? translatedStatus(await ask(connection, LoadRequest, { model })) : this.#status;
  }

  async unload(model: ModelRole): Promise<ModelStatus> {
    this.#wanted.delete(model);
    const connection = this.#connection;
    return connection ? translatedStatus(await ask(connection, UnloadRequest, { model })) : this.#status;
  }

  /** Connects where that is needed; rejects when it can't. */
  async connected(): Promise<MessageConnection> {
    if (!this.#connection) await this.start();
    return this.need();
  }

  /** Throws while there is no connection. */
  need(): MessageConnection {
    if (!this.#connection) throw new Error("The engine is not connected.");
    return this.#connection;
  }

  async dispose(): Promise<void> {
    this.#disposed.abort();
    await this.#connecting?.catch(() => undefined);
    this.#connection?.end();
    this.#connection?.dispose();
    this.#connection = undefined;
    this.#statusEmitter.dispose();
    this.#connectedEmitter.dispose();
    this.#downloadsEmitter.dispose();
  }

  #connect(): Promise<void> {
    if (this.#connection) return Promise.resolve();
    this.#connecting ??= this.#connectOnce().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connectOnce(): Promise<void> {
    const { signal } = this.#disposed;
    let connection: MessageConnection | undefined;
    try {
      const { enginePath, clientName, log } = this.#options;
      const socket = await connectEngine({
        enginePath,
        devices: this.#settings.devices,
        signal,
        log,
        onBusy: () => this.#setStatus(busy()),
      });
      const opened = createMessageConnection(new LineMessageReader(socket), new LineMessageWriter(socket));
      connection = opened;
      this.#connection = opened;
      this.#prompts = new SentPrompts();
      this.#isGreeted = false;
      // Before its answer the engine knows no settings, and its status is nothing to show.
      const handlers = [
        onNotification(StatusNotification, (status) => {
          if (this.#isGreeted) this.#setStatus(translatedStatus(status));
        }),
        onNotification(SettingsNotification, (settings) => this.#inForce(settings)),
        onNotification(RestartNotification, () => {
          this.#rememberModels();
          this.#isRestarting = true;
        }),
        onNotification(DownloadsNotification, ({ folder, downloads }) =>
          this.#downloadsEmitter.fire({ folder, downloads: downloads.map(translatedDownload) }),
        ),
        onNotification(LogNotification, ({ line }) => this.#options.log(`Engine: ${line}`)),
        onNotification(TokensNotification, ({ id, tokens }) => this.#streams.onTokens(id, tokens)),
        onNotification(QueuedNotification, ({ id }) => this.#streams.onQueued(id)),
        onNotification(PromptProgressNotification, ({ id, ...progress }) =>
          this.#streams.onProgress(id, progress),
        ),
      ];
      serve(connection, handlers, { log: this.#options.log });
      connection.onError(([error]) =>
        this.#options.log(`The connection to the engine failed: ${error.message}`),
      );
      connection.onClose(() => this.#lost(opened));
      connection.listen();
      const hello = await ask(connection, HelloRequest, {
        client: { pid: process.pid, name: clientName },
        settings: this.#settings,
      });
      this.#isGreeted = true;
      log(`Connected to the engine (process ${hello.pid}).`);
      if (!isDeepStrictEqual(hello.settings, this.#settings))
        log("The engine already runs with settings from another window or editor. They stay in effect.");
      this.#inForce(hello.settings);
      this.#setStatus(translatedStatus(hello.status));
      this.#connectedEmitter.fire();
      await Promise.all([...this.#wanted].map((model) => ask(opened, LoadRequest, { model })));
    } catch (error) {
      // A connection that was lost meanwhile is dealt with already.
      if (signal.aborted || this.#connection !== connection) return;
      const reason = messageOf(error);
      const known = error instanceof EngineStartError ? error.advice : undefined;
      this.#options.log(`The engine is unavailable: ${reason}`);
      this.#setStatus({
        state: "failed",
        reason,
        advice: known ?? t("See the log for details, then restart the language server."),
        fix: "restart",
      });
    }
  }

  #lost(connection: MessageConnection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    // What is in flight is rejected, and answered with "engineLost".
    connection.dispose();
    if (this.#disposed.signal.aborted) return;
    if (this.#isRestarting) {
      this.#isRestarting = false;
      this.#options.log("The engine is restarting.");
      this.#setStatus(starting());
      // The connection that was lost may not be complete yet.
      void Promise.resolve(this.#connecting).then(() => this.#connect());
      return;
    }
    this.#rememberModels();
    const wait = this.#restarts.next();
    if (wait === undefined) {
      const { count, minutes } = this.#restarts.crashes;
      const reason = t("The engine crashed {0} times in {1} minutes and won't be restarted.", count, minutes);
      this.#options.log(reason);
      this.#setStatus({
        state: "failed",
        reason,
        advice: t("See the log for the reason, then restart the language server."),
        fix: "restart",
      });
      return;
    }
    this.#options.log("The engine stopped unexpectedly and is restarting.");
    this.#setStatus({
      state: "loading",
      isRestarting: true,
      reason: t("The engine stopped unexpectedly and is restarting."),
    });
    void delay(wait, undefined, { signal: this.#disposed.signal }).then(
      () => this.#connect(),
      () => undefined,
    );
  }

  /** What this client asks for just now is answered later. */
  #inForce(settings: EngineSettings): void {
    if (this.#configures.open === 0) this.#settings = settings;
  }

  /** Models that were loaded or loading are loaded again after a restart. */
  #rememberModels(): void {
    if (this.#isGreeted) {
      const { completionModel, ...main } = this.#status;
      this.#wanted.clear();
      if (isWanted(main)) this.#wanted.add("main");
      if (isWanted(completionModel)) this.#wanted.add("completion");
    }
    this.#isGreeted = false;
  }

  #setStatus(status: ModelStatus): void {
    this.#status = status;
    this.#statusEmitter.fire(status);
  }
}

const isWanted = (status: OneModelStatus | undefined): boolean =>
  status !== undefined && ["loading", "ready", "working"].includes(status.state);
