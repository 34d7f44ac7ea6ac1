/** A real LSP client for tests: `dist/server.mjs --stdio` in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  type CancellationToken,
  type ClientCapabilities,
  ConfigurationRequest,
  createProtocolConnection,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type InlineCompletionItem,
  InlineCompletionRequest,
  InlineCompletionTriggerKind,
  LogMessageNotification,
  type Position,
  type ProtocolConnection,
  RegistrationRequest,
  type SelectedCompletionInfo,
  ShowMessageNotification,
  ShutdownRequest,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver/node";
import { allocatorEnvironment, HEAP_ARGUMENTS } from "../../../common/child-environment.ts";
import {
  CompletionDoneNotification,
  CompletionLastRequest,
  type CompletionOutcome,
  type LastCompletion,
} from "../../../language-server/protocol/completion.ts";
import { SeenPromptsRequest } from "../../../language-server/protocol/seen-prompts.ts";
import {
  EngineStatsRequest,
  ModelLoadRequest,
  ModelSelectRequest,
  type ModelState,
  type ModelStatus,
  ModelStatusNotification,
  ModelUnloadRequest,
} from "../../../language-server/protocol/status.ts";
import { until } from "./until.ts";

export const SERVER = fileURLToPath(new URL("../../../dist/server.mjs", import.meta.url));

export interface ClientOptions {
  env: Record<string, string>;
  workspaceFolder: string;
  /** Of a folder that isn't on the disk, instead of the workspace folder. */
  workspaceUri?: string;
  /** What `workspace/configuration` answers; the default is `initializationOptions`. */
  settings?: unknown;
  initializationOptions?: unknown;
  /** Without `workspace.configuration` the server has to do with `initializationOptions`. */
  capabilities?: ClientCapabilities;
  /** A program, with its arguments, that the server is started by. */
  startedBy?: readonly string[];
}

export const CAPABILITIES: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  textDocument: { inlineCompletion: {} },
};

export class ServerProcess {
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
  readonly statuses: ModelStatus[] = [];
  readonly done: CompletionOutcome[] = [];
  readonly log: string[] = [];
  /** What the user is shown. */
  readonly messages: string[] = [];
  readonly registrations: string[] = [];
  result: InitializeResult | undefined;
  settings: unknown;
  readonly #versions = new Map<string, number>();

  private constructor(process: ChildProcess, connection: ProtocolConnection, settings: unknown) {
    this.process = process;
    this.connection = connection;
    this.settings = settings;
    connection.onNotification(ModelStatusNotification, (status) => void this.statuses.push(status));
    connection.onNotification(CompletionDoneNotification, (last) => void this.done.push(last));
    connection.onNotification(LogMessageNotification.type, ({ message }) => void this.log.push(message));
    connection.onNotification(
      ShowMessageNotification.type,
      ({ message }) => void this.messages.push(message),
    );
    connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
      this.registrations.push(...registrations.map(({ method }) => method));
    });
    connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => this.settings ?? null));
  }

  static async start(options: ClientOptions): Promise<ServerProcess> {
    const node = [process.execPath, ...HEAP_ARGUMENTS];
    const [program, ...args] = [...(options.startedBy ?? []), ...node, SERVER, "--stdio"];
    const child = spawn(program ?? process.execPath, args, {
      // As the extension starts it.
      env: { ...process.env, ...allocatorEnvironment(1), ...options.env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const connection = createProtocolConnection(child.stdout, child.stdin);
    const server = new ServerProcess(child, connection, options.settings ?? options.initializationOptions);
    // A killed server's pipes break; the tests look at the process instead.
    connection.onError(() => undefined);
    child.stdin.on("error", () => undefined);
    connection.listen();
    server.result = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      clientInfo: { name: "test" },
      rootUri: null,
      workspaceFolders: [
        { name: "workspace", uri: options.workspaceUri ?? pathToFileURL(options.workspaceFolder).href },
      ],
      capabilities: options.capabilities ?? CAPABILITIES,
      initializationOptions: options.initializationOptions,
    });
    await connection.sendNotification(InitializedNotification.type, {});
    return server;
  }

  get status(): ModelStatus | undefined {
    return this.statuses.at(-1);
  }

  /** Waits until the model's state is this one. */
  async state(state: ModelState): Promise<ModelStatus> {
    return until(
      `the model is ${state}`,
      () => (this.status?.state === state ? this.status : undefined),
      () => `it is ${JSON.stringify(this.status)}; the log: ${this.log.join(" ")}`,
    );
  }

  select(path: string): Promise<ModelStatus> {
    return this.connection.sendRequest(ModelSelectRequest, { path });
  }

  load(): Promise<ModelStatus> {
    return this.connection.sendRequest(ModelLoadRequest, {});
  }

  unload(): Promise<ModelStatus> {
    return this.connection.sendRequest(ModelUnloadRequest, {});
  }

  stats() {
    return this.connection.sendRequest(EngineStatsRequest, {});
  }

  last(): Promise<LastCompletion> {
    return this.connection.sendRequest(CompletionLastRequest, {});
  }

  /** The prompt of the last suggestion for which the model was asked, special tokens by name. */
  async lastPrompt(): Promise<string> {
    const all = await this.connection.sendRequest(SeenPromptsRequest, {});
    const seen = all.find(({ kind }) => kind === "suggestion");
    return seen?.pieces.map(({ text }) => text).join("") ?? "";
  }

  async changeSettings(settings: unknown): Promise<void> {
    this.settings = settings;
    await this.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  }

  async open(uri: string, text: string, languageId = "typescript"): Promise<void> {
    this.#versions.set(uri, 1);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  async change(uri: string, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  /** Asks for a suggestion as a user does by key; `null` where there is none. */
  async suggest(
    uri: string,
    position: Position,
    options: { automatic?: boolean; selected?: SelectedCompletionInfo; token?: CancellationToken } = {},
  ): Promise<InlineCompletionItem | null> {
    const { Automatic, Invoked } = InlineCompletionTriggerKind;
    const answer = await this.connection.sendRequest(
      InlineCompletionRequest.type,
      {
        textDocument: { uri },
        position,
        context: {
          triggerKind: options.automatic ? Automatic : Invoked,
          selectedCompletionInfo: options.selected,
        },
      },
      options.token,
    );
    return (Array.isArray(answer) ? answer[0] : answer?.items[0]) ?? null;
  }

  /** Resolves with the exit code, or the signal's name. */
  async exited(): Promise<number | string | null> {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) return exitCode ?? signalCode;
    const [code, signal] = await once(this.process, "exit");
    return code ?? signal;
  }

  /** As an editor ends it. */
  async end(): Promise<number | string | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await this.connection.sendRequest(ShutdownRequest.type);
      await this.connection.sendNotification(ExitNotification.type);
    }
    return this.exited();
  }

  kill(): void {
    this.process.kill("SIGKILL");
  }
}
