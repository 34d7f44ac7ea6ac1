import { EventEmitter, type LogOutputChannel, l10n, Uri, window, workspace } from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type NotificationType,
  type RequestType,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from "vscode-languageclient/node";
import { CompletionLastNotification, ModelStatusNotification } from "../language-server/protocol/requests.ts";
import type { LastCompletion, ModelStatus } from "../language-server/protocol/status.ts";
import { quietly } from "./quiet-middleware.ts";
import { RestartPolicy } from "./restart-policy.ts";
import type { ServerState } from "./situation.ts";

const STOP_MS = 2_000;

/** Documents that suggestions are for. Notebook cells are documents of their own here. */
const SCHEMES = ["file", "untitled", "vscode-remote", "vscode-vfs", "vscode-notebook-cell"];

/**
 * The client library raises notifications of its own for what it regards as errors, some of them regardless
 * of its options, and logs each with a stack. Here the status bar and the log tell, in a line; what repeats at
 * every keystroke is logged once, and what merely follows from a server's end not as an error of its own.
 */
class QuietClient extends LanguageClient {
  serverIsGone = false;
  #lastError = "";

  override error(message: string, data?: unknown): void {
    const line = data === undefined ? message : `${message} ${data instanceof Error ? data.message : data}`;
    if (this.serverIsGone || line === this.#lastError) super.debug(line, undefined, false);
    else super.error(line, undefined, false);
    this.#lastError = line;
  }

  override warn(message: string, data?: unknown): void {
    super.warn(message, data, false);
  }

  override info(message: string, data?: unknown): void {
    super.info(message, data, false);
  }
}

/**
 * The language server's process and what it last told about itself. A server that ends by itself is started
 * again, later each time; after too often it stays down until the person restarts it.
 */
export class LanguageServer {
  readonly #log: LogOutputChannel;
  readonly #client: QuietClient;
  readonly #changed = new EventEmitter<void>();
  readonly #policy = new RestartPolicy();
  #state: ServerState = "starting";
  #model: ModelStatus | undefined;
  #last: LastCompletion | undefined;
  /** Ends the wait before the next start. */
  #endWait: (() => void) | undefined;

  /** The state, the model's status or the last completion changed. */
  readonly onDidChange = this.#changed.event;

  constructor(extension: Uri, log: LogOutputChannel) {
    this.#log = log;
    this.#client = new QuietClient("ossicle", "Ossicle", serverOptions(extension), this.#clientOptions());
    this.#client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.#become("running");
    });
    this.#client.onNotification(ModelStatusNotification, (status) => {
      this.#model = status;
      this.#changed.fire();
    });
    this.#client.onNotification(CompletionLastNotification, (last) => {
      this.#last = last;
      this.#changed.fire();
    });
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Unknown while the server isn't running. */
  get model(): ModelStatus | undefined {
    return this.#model;
  }

  get last(): LastCompletion | undefined {
    return this.#last;
  }

  /** Starts the server; `state` tells how it goes. */
  start(): void {
    this.#client.serverIsGone = false;
    this.#become("starting");
    this.#client.start().catch((error: unknown) => {
      this.#client.error("The language server could not be started.", error);
      // When there is a process, its end is what starts the next attempt (`#closed`).
      if (this.#state === "starting" && this.#client.serverProcess === undefined) this.#giveUp();
    });
  }

  /** Starts the server again, whatever state it is in. */
  async restart(): Promise<void> {
    this.#policy.reset();
    if (this.#endWait) {
      this.#endWait();
    } else if (this.#client.state === State.Running) {
      await this.#stopClient();
      this.start();
    } else if (this.#client.serverProcess) {
      // It hangs before it is initialized: the protocol has no way to ask it to stop. Its end starts the next one.
      this.#client.serverProcess.kill("SIGKILL");
    } else {
      this.start();
    }
  }

  async request<P, R>(type: RequestType<P, R, void>, params: P): Promise<R> {
    if (this.#state !== "running") throw new Error(l10n.t("The language server isn't running."));
    return this.#client.sendRequest<R>(type.method, params);
  }

  /** Tells the server something; one that isn't running doesn't need to know. */
  notify<P>(type: NotificationType<P>, params: P): void {
    if (this.#state !== "running") return;
    this.#client.sendNotification(type.method, params).catch((error: unknown) => {
      this.#client.error(`${type.method} could not be sent.`, error);
    });
  }

  async stop(): Promise<void> {
    this.#become("stopped");
    this.#endWait?.();
    await this.#stopClient();
    this.#changed.dispose();
  }

  async #stopClient(): Promise<void> {
    try {
      await this.#client.stop(STOP_MS);
    } catch (error) {
      // The library ends the process by force when it doesn't stop in time.
      this.#log.warn(`The language server did not stop cleanly: ${error}`);
    }
  }

  #become(state: ServerState): void {
    if (this.#state === "stopped" && state !== "starting") return;
    this.#state = state;
    if (state !== "running") this.#model = undefined;
    this.#changed.fire();
  }

  #clientOptions(): LanguageClientOptions {
    return {
      documentSelector: SCHEMES.map((scheme) => ({ scheme })),
      outputChannel: this.#log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // Read at each start. `workspace.getConfiguration` answers with proxies, which can't be sent.
      initializationOptions: () => JSON.parse(JSON.stringify(workspace.getConfiguration("ossicle"))),
      initializationFailedHandler: () => false,
      middleware: quietly(this.#log),
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.#closed(),
      },
    };
  }

  async #closed(): Promise<{ action: CloseAction; handled: true }> {
    this.#client.serverIsGone = true;
    const delayMs = this.#state === "stopped" ? undefined : this.#policy.next();
    if (delayMs === undefined) {
      if (this.#state !== "stopped") this.#giveUp();
      return { action: CloseAction.DoNotRestart, handled: true };
    }
    this.#log.info(`The language server ended and is started again in ${delayMs} ms.`);
    this.#become("restarting");
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endWait = undefined;
    this.#client.serverIsGone = false;
    const action = this.state === "stopped" ? CloseAction.DoNotRestart : CloseAction.Restart;
    return { action, handled: true };
  }

  #giveUp(): void {
    this.#become("failed");
    this.#log.error("The language server ended too often and isn't started again.");
    const restart = l10n.t("Restart");
    const showLog = l10n.t("Show Log");
    const message = l10n.t("Ossicle's language server ended too often and isn't started again.");
    void window.showWarningMessage(message, restart, showLog).then(async (choice) => {
      if (choice === restart) await this.restart();
      if (choice === showLog) this.#log.show();
    });
  }
}

function serverOptions(extension: Uri): ServerOptions {
  const module = Uri.joinPath(extension, "dist", "server.mjs").fsPath;
  const run = { module, transport: TransportKind.ipc };
  return { run, debug: { ...run, options: { execArgv: ["--inspect=6009"] } } };
}
