/** The server's table of contents: which parts it is made of, and when each begins and ends. */
import {
  type Connection,
  type Disposable,
  ErrorCodes,
  type InitializeParams,
  ResponseError,
  type TextDocuments,
} from "vscode-languageserver/node";
import { IndexClient } from "../context/index/index-client.ts";
import { SecretFiles } from "../context/secret-files.ts";
import type { EngineControl, EngineOptions } from "../engine-client/api.ts";
import { AgentService } from "../features/agent/service.ts";
import type { WorkspaceSource } from "../features/agent/workspace-reader.ts";
import { Conversations } from "../features/chat/conversations.ts";
import { ChatService } from "../features/chat/service.ts";
import { Definitions } from "../features/completion/pieces/definitions.ts";
import { PromptContext } from "../features/completion/pieces/prompt-context.ts";
import { RecentEdits } from "../features/completion/pieces/recent-edits.ts";
import { CompletionService } from "../features/completion/service.ts";
import type { SyntaxChecker } from "../features/completion/syntax/syntax-client.ts";
import type { MeasuredWay } from "../features/completion/types.ts";
import { completionEngine } from "../features/completion-engine.ts";
import { EditService } from "../features/edit/service.ts";
import { LanguageModelService } from "../features/language-model/service.ts";
import { readCatalog } from "../features/models/catalog.ts";
import { thisMachine } from "../features/models/places.ts";
import { ModelsService } from "../features/models/service.ts";
import { SeenPrompts } from "../features/seen-prompts/seen-prompts.ts";
import { SideService } from "../features/side/service.ts";
import { readClientExtras } from "../protocol/client-extras.ts";
import { CompletionGrownNotification } from "../protocol/completion.ts";
import { DownloadsNotification, ModelsChangedNotification } from "../protocol/models.ts";
import { useLanguageOf } from "../text/l10n.ts";
import { SERVER_CAPABILITIES } from "./capabilities.ts";
import { clientDefinitions } from "./client-definitions.ts";
import { ClientFiles, NO_FILES } from "./files/client-files.ts";
import { DiskFiles } from "./files/disk-files.ts";
import { createDocuments } from "./files/documents.ts";
import { FilesByScheme } from "./files/files-by-scheme.ts";
import { gitHome } from "./files/git-home.ts";
import { Notebooks } from "./files/notebooks.ts";
import type { OpenDocument } from "./files/open-document.ts";
import { WorkspaceFolders, watchIgnoreFiles } from "./files/workspace.ts";
import { serveAgent } from "./handlers/agent.ts";
import { serveChat } from "./handlers/chat.ts";
import { serveContext } from "./handlers/context.ts";
import { serveDiagnosis } from "./handlers/diagnose.ts";
import { serveEdits } from "./handlers/edit.ts";
import { serveInlineCompletion } from "./handlers/inline-completion.ts";
import { serveLanguageModel } from "./handlers/language-model.ts";
import { ModelControl } from "./handlers/model.ts";
import { serveModels } from "./handlers/models.ts";
import { serveSeenPrompts } from "./handlers/seen-prompts.ts";
import { serveSideRequests } from "./handlers/side.ts";
import { ClientSettings, engineSettings } from "./settings.ts";

/**
 * Serves one client on `connection`, which the caller listens to.
 *
 * @param programs what the server starts
 */
export function serve(connection: Connection, programs: Programs): void {
  const edits = new RecentEdits(Date.now);
  const documents = createDocuments(edits);
  documents.listen(connection);
  const notebooks = new Notebooks(documents);
  notebooks.listen(connection);
  let session: Session | undefined;

  connection.onInitialize((params) => {
    if (session) return new ResponseError(ErrorCodes.InvalidRequest, "This server is initialized already.");
    useLanguageOf(params.initializationOptions);
    session = new Session(connection, { documents, notebooks, edits }, params, programs);
    return { capabilities: SERVER_CAPABILITIES, serverInfo: { name: "Ossicle" } };
  });
  connection.onInitialized(() => session?.start());
  connection.onShutdown(() => session?.dispose());
}

/** What the server starts. */
export interface Programs {
  /** The engine's client: it starts the engine when it is first needed. */
  connectEngine: (options: EngineOptions) => EngineControl;
  /** The path of `dist/index-worker.mjs`. */
  indexWorker: string;
  /** What looks at suggestions by grammars. */
  checkSyntax: (log: (line: string) => void) => SyntaxChecker & { [Symbol.dispose](): void };
  /** For evaluations. */
  measuredCompletion?: MeasuredWay;
}

/** The open documents, and what was changed in them. */
interface OpenDocuments {
  documents: TextDocuments<OpenDocument>;
  notebooks: Notebooks;
  edits: RecentEdits;
}

/** What lives from `initialize` to `shutdown`. */
class Session {
  readonly #connection: Connection;
  readonly #params: InitializeParams;
  readonly #settings: ClientSettings;
  readonly #folders: WorkspaceFolders;
  readonly #engine: EngineControl;
  readonly #secrets: SecretFiles;
  readonly #context: PromptContext;
  readonly #index: IndexClient;
  readonly #models: ModelsService;
  readonly #model: ModelControl;
  readonly #disposables: Disposable[];
  #disposed = false;

  constructor(
    connection: Connection,
    { documents, notebooks, edits: recentEdits }: OpenDocuments,
    params: InitializeParams,
    programs: Programs,
  ) {
    const log = (line: string) => connection.console.info(line);
    this.#connection = connection;
    this.#params = params;
    this.#settings = new ClientSettings(connection, params.capabilities, params.initializationOptions);
    this.#folders = new WorkspaceFolders(params);
    this.#engine = programs.connectEngine({
      settings: engineSettings(this.#settings.current),
      clientName: params.clientInfo?.name ?? "unnamed editor",
      log,
    });
    const workspaceFolders = () => [...this.#folders.uris];
    const extras = readClientExtras(params.capabilities.experimental);
    const elsewhere = extras.ossicleFiles ? new ClientFiles(connection) : NO_FILES;
    const files = new FilesByScheme(new DiskFiles(), elsewhere);
    const fileOf = (uri: string) => notebooks.fileOf(uri);
    this.#secrets = new SecretFiles({ files, workspaceFolders, fileOf, gitHome: gitHome(), now: Date.now });
    const syntax = programs.checkSyntax(log);
    const seen = new SeenPrompts();
    this.#context = new PromptContext({
      openDocuments: () => documents.all(),
      secrets: this.#secrets,
      notebookOf: (uri) => notebooks.notebookOf(uri),
      edits: recentEdits,
      definitions: extras.ossicleDefinitions
        ? new Definitions({
            find: clientDefinitions(connection),
            open: (uri) => documents.get(uri),
            readText: (uri) => files.readText(uri),
            mayShow: async (uri) => (await this.#secrets.whyDefinitionExcluded(uri)) === null,
            now: Date.now,
            log,
          })
        : undefined,
    });
    const completions = new CompletionService({
      engine: completionEngine(seen.watchSuggestions(this.#engine)),
      settings: () => this.#settings.current,
      secrets: this.#secrets,
      context: this.#context,
      syntax,
      measured: programs.measuredCompletion,
      onGrown: extras.ossicleGrowing
        ? (place) => void connection.sendNotification(CompletionGrownNotification, place)
        : undefined,
      workspaceFolders,
      log,
    });
    const conversations = new Conversations({
      engine: this.#engine,
      reasoningEffort: () => this.#settings.current.chat.reasoningEffort,
    });
    const chat = new ChatService({ engine: seen.watch(this.#engine, "chat"), conversations });
    const edits = new EditService({ engine: seen.watch(this.#engine, "edit"), workspaceFolders });
    const side = new SideService(seen.watch(this.#engine, "side"));
    this.#index = new IndexClient({
      workerPath: programs.indexWorker,
      folders: workspaceFolders,
      openDocuments: () => documents.all(),
      files,
      log,
    });
    const workspace: WorkspaceSource = {
      tree: files,
      secrets: this.#secrets,
      folders: () => this.#folders.all,
      openText: (uri) => documents.get(uri)?.getText(),
      search: this.#index,
    };
    const agent = new AgentService({
      engine: seen.watch(this.#engine, "agent"),
      conversations,
      files: workspace,
    });
    const languageModel = new LanguageModelService({
      engine: seen.watch(this.#engine, "languageModel"),
      conversations,
      files: workspace,
    });
    this.#models = new ModelsService({
      engine: this.#engine,
      settings: () => this.#settings.current.download,
      surroundings: thisMachine(),
      catalog: readCatalog(process.env.OSSICLE_CATALOG),
      log,
      onChange: () => void connection.sendNotification(ModelsChangedNotification, {}),
      onDownloads: (downloads) => {
        void connection.sendNotification(DownloadsNotification, { downloads });
        this.#model.sendStatus();
      },
      onDownloaded: (path) => void this.#model.useIfNone(path),
    });
    this.#model = new ModelControl(connection, this.#engine, this.#settings, this.#models);
    this.#disposables = [
      serveInlineCompletion(connection, documents, completions),
      serveChat(connection, chat, this.#secrets),
      serveAgent(connection, agent),
      serveLanguageModel(connection, languageModel),
      serveContext(connection, this.#index),
      serveEdits(connection, documents, edits, params.capabilities),
      serveSideRequests(connection, side),
      serveSeenPrompts(connection, seen, () => completions.last),
      serveDiagnosis(connection, this.#engine),
      serveModels(connection, this.#models),
      completions,
      this.#settings.onChange(() => completions.settingsChanged()),
      completions.onDone(({ counts }) => counts && seen.suggested(counts)),
      { dispose: () => syntax[Symbol.dispose]() },
      conversations,
      edits,
      side,
      this.#index,
      this.#models,
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
      watchIgnoreFiles(this.#connection, capabilities, () => {
        this.#secrets.invalidate();
        this.#context.invalidate();
        this.#index.invalidate();
      }),
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
