/** The server's table of contents: which parts it is made of, and when each begins and ends. */
import {
  type Connection,
  type Disposable,
  ErrorCodes,
  type InitializeParams,
  ResponseError,
  type TextDocuments,
} from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { EngineClient } from "../engine/client.ts";
import { CompletionService } from "../features/completion/service.ts";
import { SERVER_CAPABILITIES } from "./capabilities.ts";
import { DiskFiles } from "./disk-files.ts";
import { createDocuments } from "./documents.ts";
import { serveInlineCompletion } from "./inline-completion.ts";
import { ModelControl } from "./model.ts";
import { ClientSettings, engineSettings } from "./settings.ts";
import { WorkspaceFolders, watchIgnoreFiles } from "./workspace.ts";

/**
 * Serves one client on `connection`, which the caller listens to.
 *
 * @param enginePath `dist/engine.mjs`
 */
export function serve(connection: Connection, enginePath: string): void {
  const documents = createDocuments();
  documents.listen(connection);
  let session: Session | undefined;

  connection.onInitialize((params) => {
    if (session) return new ResponseError(ErrorCodes.InvalidRequest, "This server is initialized already.");
    session = new Session(connection, documents, params, enginePath);
    return { capabilities: SERVER_CAPABILITIES, serverInfo: { name: "Ossicle" } };
  });
  connection.onInitialized(() => session?.start());
  connection.onShutdown(() => session?.dispose());
}

/** What lives from `initialize` to `shutdown`. */
class Session {
  readonly #connection: Connection;
  readonly #params: InitializeParams;
  readonly #settings: ClientSettings;
  readonly #folders: WorkspaceFolders;
  readonly #engine: EngineClient;
  readonly #completions: CompletionService;
  readonly #model: ModelControl;
  readonly #disposables: Disposable[];
  #disposed = false;

  constructor(
    connection: Connection,
    documents: TextDocuments<TextDocument>,
    params: InitializeParams,
    enginePath: string,
  ) {
    const log = (line: string) => connection.console.info(line);
    this.#connection = connection;
    this.#params = params;
    this.#settings = new ClientSettings(connection, params.capabilities, params.initializationOptions);
    this.#folders = new WorkspaceFolders(params);
    this.#engine = new EngineClient({
      enginePath,
      settings: engineSettings(this.#settings.current),
      clientName: params.clientInfo?.name ?? "unnamed editor",
      log,
    });
    this.#completions = new CompletionService({
      engine: this.#engine,
      openDocuments: () => documents.all(),
      settings: () => this.#settings.current,
      files: new DiskFiles(),
      workspaceFolders: () => [...this.#folders.uris],
      log,
    });
    this.#model = new ModelControl(connection, this.#engine, this.#settings);
    this.#disposables = [
      serveInlineCompletion(connection, documents, this.#completions),
      this.#completions,
      this.#model,
      this.#settings,
    ];
  }

  /** Reads the client's settings, then connects to the engine and loads the model where that is wanted. */
  async start(): Promise<void> {
    const { capabilities } = this.#params;
    this.#model.sendStatus();
    this.#folders.follow(this.#connection, capabilities);
    this.#disposables.push(
      watchIgnoreFiles(this.#connection, capabilities, () => this.#completions.ignoreFilesChanged()),
    );
    await this.#settings.follow();
    if (!this.#disposed) await this.#model.start();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const disposable of this.#disposables) disposable.dispose();
    await this.#engine.dispose();
  }
}
