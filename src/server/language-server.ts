import { setImmediate } from "node:timers/promises";
import { type Disposable, EventEmitter, type LogOutputChannel, type Uri, window } from "vscode";
import { type Crashes, RestartPolicy } from "../../common/restart-policy.ts";
import type { AgentEventParams } from "../../language-server/protocol/agent.ts";
import type { ChatDelta } from "../../language-server/protocol/chat.ts";
import type { EditDelta } from "../../language-server/protocol/edit.ts";
import type { Download } from "../../language-server/protocol/models.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import { serverFailure } from "../text/server-failure-text.ts";
import { LastTimings } from "../usage/last-timings.ts";
import type { UsageEvent } from "../usage/usage-counts.ts";
import type { AgentHandlers } from "./agent-handlers.ts";
import type { Client } from "./main.ts";
import type { ServerState } from "./server-state.ts";

/**
 * The life of the language server's process, and what it last reported about itself. A server that crashes is
 * restarted, later each time; after too many crashes it stays down until the user restarts it.
 */
export class LanguageServer {
  readonly #extension: Uri;
  readonly #log: LogOutputChannel;
  readonly #changed = new EventEmitter<void>();
  readonly #chatDelta = new EventEmitter<ChatDelta>();
  readonly #editDelta = new EventEmitter<EditDelta>();
  readonly #agentEvent = new EventEmitter<AgentEventParams>();
  readonly #usageEvents = new EventEmitter<UsageEvent>();
  readonly #modelsChanged = new EventEmitter<void>();
  readonly #policy = new RestartPolicy();
  #client: Client | undefined;
  #agent: AgentHandlers | undefined;
  #state: ServerState = "starting";
  #crashes: Crashes | undefined;
  #model: ModelStatus | undefined;
  #downloads: readonly Download[] = [];
  /** Ends the wait before the next start. */
  #endWait: (() => void) | undefined;

  readonly measured = new LastTimings();
  /** The state, the model's status, what was measured or the downloads changed. */
  readonly onDidChange = this.#changed.event;
  /** A piece of an answer of the chat came. */
  readonly onChatDelta = this.#chatDelta.event;
  /** A piece of an edit came. */
  readonly onEditDelta = this.#editDelta.event;
  /** Something happened in a run of the agent. */
  readonly onAgentEvent = this.#agentEvent.event;
  /** There was a suggestion, or a reason for none; one was accepted; an answer, an edit or a side request has ended. */
  readonly onUsageEvent = this.#usageEvents.event;
  /** The overview of the models changed. */
  readonly onModelsChanged = this.#modelsChanged.event;

  constructor(extension: Uri, log: LogOutputChannel) {
    this.#extension = extension;
    this.#log = log;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Why the state is `failed`; undefined where the server couldn't be started at all. */
  get crashes(): Crashes | undefined {
    return this.#crashes;
  }

  /** Unknown while the server isn't running. */
  get model(): ModelStatus | undefined {
    return this.#model;
  }

  /** None while the server isn't running. */
  get downloads(): readonly Download[] {
    return this.#downloads;
  }

  /** For requests; `undefined` while the server isn't running. */
  get client(): Client | undefined {
    return this.#state === "running" ? this.#client : undefined;
  }

  /** For requests that the user asked for. Throws while the server isn't running. */
  get runningClient(): Client {
    const client = this.client;
    if (!client)
      throw new Refusal(t("The language server isn't running."), {
        label: t("Restart"),
        command: "ossicle.restartServer",
      });
    return client;
  }

  /** As `runningClient`, once a start that is under way has ended. */
  async startedClient(): Promise<Client> {
    while (this.#state === "starting" || this.#state === "restarting")
      await new Promise<void>((resolve) => {
        const subscription = this.onDidChange(() => {
          subscription.dispose();
          resolve();
        });
      });
    return this.runningClient;
  }

  /** From now on these do what the agent asks of the client, until disposed. */
  serveAgent(handlers: AgentHandlers): Disposable {
    this.#agent = handlers;
    return {
      dispose: () => {
        if (this.#agent === handlers) this.#agent = undefined;
      },
    };
  }

  /** Starts the server; `state` says how it goes. */
  async start(): Promise<void> {
    this.#become("starting");
    try {
      this.#client ??= await this.#load();
      if (this.state === "stopped") return;
      await this.#client.start();
    } catch (error) {
      this.#log.error(`The language server couldn't be started: ${error}`);
      // Where there is a process, its end decides about the next attempt.
      if (this.#state === "starting" && !this.#client?.serverProcess) this.#giveUp();
    }
  }

  /** Starts the server again, whatever state it is in. */
  async restart(): Promise<void> {
    this.#policy.reset();
    const process = this.#client?.serverProcess;
    if (this.#endWait) {
      this.#endWait();
    } else if (this.#client?.isRunning()) {
      await this.#client.stop();
      await this.start();
    } else if (process) {
      // It hangs before it is initialized: the protocol has no way to ask it to stop. Its end starts the next one.
      process.kill("SIGKILL");
    } else if (this.#state !== "starting") {
      await this.start();
    }
  }

  async stop(): Promise<void> {
    this.#become("stopped");
    this.#endWait?.();
    await this.#client?.dispose();
    for (const emitter of [
      this.#changed,
      this.#chatDelta,
      this.#editDelta,
      this.#agentEvent,
      this.#usageEvents,
      this.#modelsChanged,
    ])
      emitter.dispose();
  }

  async #load(): Promise<Client> {
    // The client library takes longer to load than everything else here: not within the activation.
    await setImmediate();
    const { Client } = await import("./main.ts");
    const client = new Client(
      this.#extension,
      this.#log,
      () => this.#shouldRestart(),
      () => this.#agent,
    );
    client.onDidRun(() => this.#become("running"));
    client.onModelStatus((status) => {
      this.#model = status;
      this.measured.modelIs(status.model?.path);
      this.#changed.fire();
    });
    client.onLastCompletion((completion) => {
      this.measured.completed(completion);
      this.#usageEvents.fire({ kind: "suggestion", last: completion });
      this.#changed.fire();
    });
    client.onChatDelta((delta) => this.#chatDelta.fire(delta));
    client.onEditDelta((delta) => this.#editDelta.fire(delta));
    client.onAgentEvent((event) => this.#agentEvent.fire(event));
    client.onDidAccept(() => {
      this.#usageEvents.fire({ kind: "accepted" });
      this.#changed.fire();
    });
    client.onDidAnswer(({ kind, counts }) => {
      this.measured.answered(kind, counts);
      this.#usageEvents.fire({ kind, counts });
      this.#changed.fire();
    });
    client.onDownloads((downloads) => {
      this.#downloads = downloads;
      this.#changed.fire();
    });
    client.onModelsChanged(() => this.#modelsChanged.fire());
    return client;
  }

  #become(state: ServerState): void {
    this.#state = state;
    if (state !== "running") {
      this.#model = undefined;
      this.#downloads = [];
    }
    this.#changed.fire();
  }

  /** The server ended by itself. Waits as long as the policy says; returns whether to restart it. */
  async #shouldRestart(): Promise<boolean> {
    if (this.#state === "stopped") return false;
    const delayMs = this.#policy.next();
    if (delayMs === undefined) {
      this.#giveUp(this.#policy.crashes);
      return false;
    }
    this.#log.info(`The language server stopped and will be restarted in ${delayMs} ms.`);
    this.#become("restarting");
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endWait = undefined;
    return this.state !== "stopped";
  }

  /** @param crashes undefined where it couldn't be started at all */
  #giveUp(crashes?: Crashes): void {
    this.#crashes = crashes;
    this.#become("failed");
    if (crashes)
      this.#log.error(
        `The language server crashed ${crashes.count} times in ${crashes.minutes} minutes and won't be restarted.`,
      );
    const restart = t("Restart");
    const showLog = t("Show Log");
    const message = serverFailure(crashes);
    void window.showWarningMessage(message, restart, showLog).then(async (choice) => {
      if (choice === restart) await this.restart();
      if (choice === showLog) this.#log.show();
    });
  }
}
