/** Speaks with the language server's process. Loaded after activation: the client library takes its time. */
import { type LogOutputChannel, Uri, workspace } from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from "vscode-languageclient/node";
import {
  CompletionLastNotification,
  CompletionLastRequest,
  EngineStatsRequest,
  ModelLoadRequest,
  ModelSelectRequest,
  ModelStatusNotification,
  ModelUnloadRequest,
  SnoozeNotification,
} from "../language-server/protocol/requests.ts";
import type { EngineStats, LastCompletion, ModelStatus } from "../language-server/protocol/status.ts";
import { quietly } from "./quiet-middleware.ts";

/** Documents that suggestions are for. Notebook cells are documents of their own here. */
const SCHEMES = ["file", "untitled", "vscode-remote", "vscode-vfs", "vscode-notebook-cell"];
const STOP_MS = 2_000;

/** What the owner of the client is told. */
export interface ClientOwner {
  running(): void;
  /** The server ended although nobody asked it to. Answers, after a wait, whether to start it again. */
  ended(): Promise<boolean>;
  model(status: ModelStatus): void;
  last(completion: LastCompletion): void;
}

/**
 * The client library raises notifications of its own for what it regards as errors, some of them regardless
 * of its options, and logs each with a stack. Here the status bar and the log tell, in a line; what repeats at
 * every keystroke is logged once, and what merely follows from a server's end not as an error of its own.
 */
export class Client extends LanguageClient {
  #serverIsGone = false;
  #lastError = "";

  constructor(extension: Uri, log: LogOutputChannel, owner: ClientOwner) {
    super("ossicle", "Ossicle", serverOptions(extension), {
      ...clientOptions(log),
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: async () => {
          this.#serverIsGone = true;
          const again = await owner.ended();
          return { action: again ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
        },
      },
    });
    this.onDidChangeState(({ newState }) => {
      if (newState === State.Starting) this.#serverIsGone = false;
      if (newState === State.Running) owner.running();
    });
    this.onNotification(ModelStatusNotification, (status) => owner.model(status));
    this.onNotification(CompletionLastNotification, (completion) => owner.last(completion));
  }

  selectModel(path: string): Promise<ModelStatus> {
    return this.sendRequest(ModelSelectRequest, { path });
  }

  loadModel(): Promise<ModelStatus> {
    return this.sendRequest(ModelLoadRequest, {});
  }

  unloadModel(): Promise<ModelStatus> {
    return this.sendRequest(ModelUnloadRequest, {});
  }

  engineStats(): Promise<EngineStats> {
    return this.sendRequest(EngineStatsRequest, {});
  }

  lastCompletion(): Promise<LastCompletion> {
    return this.sendRequest(CompletionLastRequest, {});
  }

  /** No suggestions until then (milliseconds since the epoch), or again from now on. */
  snooze(until: number | undefined): void {
    this.sendNotification(SnoozeNotification, { until: until ?? null }).catch((error: unknown) =>
      this.error("The snooze could not be sent.", error),
    );
  }

  /** Stops the server and waits for its end, for two seconds at most; after that the library ends it by force. */
  override async stop(): Promise<void> {
    try {
      await super.stop(STOP_MS);
    } catch (error) {
      this.error("The language server did not stop by itself:", error);
    }
  }

  override error(message: string, data?: unknown): void {
    const line = data === undefined ? message : `${message} ${data instanceof Error ? data.message : data}`;
    if (this.#serverIsGone || line === this.#lastError) super.debug(line, undefined, false);
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

function serverOptions(extension: Uri): ServerOptions {
  const module = Uri.joinPath(extension, "dist", "server.mjs").fsPath;
  const run = { module, transport: TransportKind.ipc };
  return { run, debug: { ...run, options: { execArgv: ["--inspect=6009"] } } };
}

function clientOptions(log: LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: SCHEMES.map((scheme) => ({ scheme })),
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    // Read at each start. `workspace.getConfiguration` answers with proxies, which can't be sent.
    initializationOptions: () => JSON.parse(JSON.stringify(workspace.getConfiguration("ossicle"))),
    initializationFailedHandler: () => false,
    middleware: quietly(log),
  };
}
