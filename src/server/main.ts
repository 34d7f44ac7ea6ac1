/** Speaks with the language server's process. Loaded after activation: the client library takes its time. */
import { randomUUID } from "node:crypto";
import {
  type CancellationToken,
  EventEmitter,
  type LogOutputChannel,
  type Range,
  type TextDocument,
  type Uri,
} from "vscode";
import { CloseAction, ErrorAction, LanguageClient, State } from "vscode-languageclient/node";
import { ask, onNotification, serve } from "../../common/wire.ts";
import {
  AgentEventNotification,
  type AgentEventParams,
  AgentLookRequest,
  type AgentRunParams,
  AgentRunRequest,
  AgentStopCallRequest,
  type LookParams,
} from "../../language-server/protocol/agent.ts";
import {
  type ChatConversation,
  type ChatDelta,
  ChatDeltaNotification,
  ChatMeasureRequest,
  type ChatResult,
  type ChatSendParams,
  ChatSendRequest,
  type ContextUse,
  TokensCountRequest,
} from "../../language-server/protocol/chat.ts";
import {
  CompletionDoneNotification,
  CompletionLastRequest,
  type CompletionOutcome,
  type LastCompletion,
  SnoozeNotification,
} from "../../language-server/protocol/completion.ts";
import {
  ContextExcludedRequest,
  ContextFitRequest,
  type ContextItem,
  ContextSearchRequest,
  ContextSymbolsRequest,
  type FittedItem,
  type WorkspaceSymbol,
} from "../../language-server/protocol/context.ts";
import { DiagnoseRequest, type Diagnosis } from "../../language-server/protocol/diagnosis.ts";
import {
  type EditDelta,
  EditDeltaNotification,
  type EditMergeParams,
  EditMergeRequest,
  EditRangeRequest,
  type EditResult,
  type EditRunParams,
  EditRunRequest,
} from "../../language-server/protocol/edit.ts";
import {
  type LanguageModelEvent,
  LanguageModelEventNotification,
  type RespondParams,
  RespondRequest,
  type RespondResult,
} from "../../language-server/protocol/language-model.ts";
import {
  type BothPlans,
  type Download,
  DownloadCancelRequest,
  DownloadPauseRequest,
  DownloadStartRequest,
  DownloadsNotification,
  type FitPlan,
  type FoundModel,
  ModelPlanBothRequest,
  ModelPlanRequest,
  ModelsChangedNotification,
  ModelsInspectRequest,
  type ModelsOverview,
  ModelsOverviewRequest,
} from "../../language-server/protocol/models.ts";
import { type SeenPrompt, SeenPromptsRequest } from "../../language-server/protocol/seen-prompts.ts";
import {
  type SideAskParams,
  SideAskRequest,
  type SideAskResult,
} from "../../language-server/protocol/side.ts";
import {
  type Counts,
  type EngineStats,
  EngineStatsRequest,
  ModelLoadRequest,
  type ModelRole,
  ModelSelectRequest,
  type ModelStatus,
  ModelStatusNotification,
  ModelUnloadRequest,
} from "../../language-server/protocol/status.ts";
import { type AgentHandlers, agentRequests } from "./agent-handlers.ts";
import { ClientFileServer } from "./client-file-server.ts";
import { clientOptions, REVIEW, serverOptions } from "./client-options.ts";
import { EditorsProxy } from "./client-settings.ts";
import { DefinitionFinder } from "./definition-finder.ts";
import { GrowingSuggestions } from "./growing-suggestions.ts";
import { ReportedProblems } from "./reported-problems.ts";

const STOP_MS = 2_000;

/** The counts of an answer of the chat, an edit or a side request. */
export interface Answered {
  kind: "answer" | "edit" | "side";
  counts: Counts;
}

/**
 * The client library raises notifications of its own for what it regards as errors, some of them regardless
 * of its options, and logs each with a stack. Here the status bar and the log tell, in a line; what repeats at
 * every keystroke is logged once, and what merely follows from a server's end not as an error of its own.
 */
export class Client extends LanguageClient {
  readonly #running = new EventEmitter<void>();
  readonly #modelStatus = new EventEmitter<ModelStatus>();
  readonly #lastCompletion = new EventEmitter<CompletionOutcome>();
  readonly #chatDelta = new EventEmitter<ChatDelta>();
  readonly #editDelta = new EventEmitter<EditDelta>();
  readonly #agentEvent = new EventEmitter<AgentEventParams>();
  /** By the id of the request. */
  readonly #responses = new Map<string, (event: LanguageModelEvent) => void>();
  readonly #accepted = new EventEmitter<void>();
  readonly #answered = new EventEmitter<Answered>();
  readonly #downloads = new EventEmitter<Download[]>();
  readonly #modelsChanged = new EventEmitter<void>();
  #serverIsGone = false;
  #lastError = "";

  /** The server runs and is initialized. */
  readonly onDidRun = this.#running.event;
  readonly onModelStatus = this.#modelStatus.event;
  readonly onLastCompletion = this.#lastCompletion.event;
  /** A piece of an answer that `sendChat` asked for. */
  readonly onChatDelta = this.#chatDelta.event;
  /** A piece of an edit that `runEdit` asked for. */
  readonly onEditDelta = this.#editDelta.event;
  /** Something happened in a run that `runAgent` asked for. */
  readonly onAgentEvent = this.#agentEvent.event;
  /** A suggestion was accepted in full. */
  readonly onDidAccept = this.#accepted.event;
  /** An answer of the chat, an edit or a side request has ended. */
  readonly onDidAnswer = this.#answered.event;
  readonly onDownloads = this.#downloads.event;
  /** There is more, or something else, in the overview of the models. */
  readonly onModelsChanged = this.#modelsChanged.event;

  /**
   * @param shouldRestart is asked when the server ended by itself; it may take its time
   * @param agent who does what the agent asks for, if anybody does now
   */
  constructor(
    extension: Uri,
    log: LogOutputChannel,
    shouldRestart: () => Promise<boolean>,
    agent: () => AgentHandlers | undefined,
  ) {
    const problems = new ReportedProblems();
    const growing = new GrowingSuggestions();
    super("ossicle", "Ossicle", serverOptions(extension), {
      ...clientOptions(log, () => this.#accepted.fire(), problems, growing),
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: async () => {
          this.#serverIsGone = true;
          const again = await shouldRestart();
          return { action: again ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
        },
      },
    });
    this.registerFeature(REVIEW);
    this.registerFeature(growing);
    growing.listen(this);
    this.registerFeature(new EditorsProxy(this));
    this.registerFeature(new ClientFileServer(this));
    this.registerFeature(new DefinitionFinder(this));
    this.registerFeature(problems);
    this.onDidChangeState(({ newState }) => {
      if (newState === State.Starting) this.#serverIsGone = false;
      if (newState === State.Running) this.#running.fire();
    });
    serve(
      this,
      [
        onNotification(ModelStatusNotification, (status) => this.#modelStatus.fire(status)),
        onNotification(CompletionDoneNotification, (completion) => this.#lastCompletion.fire(completion)),
        onNotification(ChatDeltaNotification, (delta) => this.#chatDelta.fire(delta)),
        onNotification(EditDeltaNotification, (delta) => this.#editDelta.fire(delta)),
        onNotification(AgentEventNotification, (event) => this.#agentEvent.fire(event)),
        onNotification(LanguageModelEventNotification, ({ requestId, event }) =>
          this.#responses.get(requestId)?.(event),
        ),
        ...agentRequests(agent),
        onNotification(DownloadsNotification, ({ downloads }) => this.#downloads.fire(downloads)),
        onNotification(ModelsChangedNotification, () => this.#modelsChanged.fire()),
      ],
      { log: (line) => this.error(line) },
    );
  }

  selectModel(path: string, model: ModelRole = "main"): Promise<ModelStatus> {
    return ask(this, ModelSelectRequest, { path, model });
  }

  loadModel(): Promise<ModelStatus> {
    return ask(this, ModelLoadRequest, {});
  }

  unloadModel(): Promise<ModelStatus> {
    return ask(this, ModelUnloadRequest, {});
  }

  engineStats(): Promise<EngineStats> {
    return ask(this, EngineStatsRequest, {});
  }

  lastCompletion(): Promise<LastCompletion> {
    return ask(this, CompletionLastRequest, {});
  }

  /** The last prompt of each kind of request. */
  seenPrompts(): Promise<SeenPrompt[]> {
    return ask(this, SeenPromptsRequest, {});
  }

  /** Asks the model; the answer streams to `onChatDelta`. A cancel answers with what there is. */
  async sendChat(params: ChatSendParams, token: CancellationToken): Promise<ChatResult> {
    const result = await ask(this, ChatSendRequest, params, token);
    this.#answered.fire({ kind: "answer", counts: result });
    return result;
  }

  /** Has the model answer with tools; what happens goes to `onAgentEvent`. A cancel answers with what there is. */
  async runAgent(params: AgentRunParams, token: CancellationToken): Promise<ChatResult> {
    const result = await ask(this, AgentRunRequest, params, token);
    this.#answered.fire({ kind: "answer", counts: result });
    return result;
  }

  /** Has the model answer a conversation of VS Code's chat, or of another extension. A cancel answers with what there is. */
  async respond(
    params: Omit<RespondParams, "requestId">,
    token: CancellationToken,
    onEvent: (event: LanguageModelEvent) => void,
  ): Promise<RespondResult> {
    const requestId = randomUUID();
    this.#responses.set(requestId, onEvent);
    try {
      const result = await ask(this, RespondRequest, { ...params, requestId }, token);
      const isAnswer = params.conversationId !== undefined && result.stopReason !== "toolCalls";
      this.#answered.fire({ kind: isAnswer ? "answer" : "side", counts: result });
      return result;
    } finally {
      this.#responses.delete(requestId);
    }
  }

  /** Exact token counts, in the order of the texts; rejects while no model is ready. */
  async countTokens(texts: string[]): Promise<number[]> {
    return (await ask(this, TokensCountRequest, { texts })).counts;
  }

  /** Looks into the workspace as the agent does. The text is for a model. */
  async look(params: LookParams, token: CancellationToken): Promise<string> {
    return (await ask(this, AgentLookRequest, params, token)).text;
  }

  /** Ends one call of a run. */
  async stopAgentCall(requestId: string, callId: string): Promise<void> {
    await ask(this, AgentStopCallRequest, { requestId, callId });
  }

  /** What a conversation takes of the context; null while no model is ready. */
  measureChat(conversation: ChatConversation): Promise<ContextUse | null> {
    return ask(this, ChatMeasureRequest, conversation);
  }

  /** Cuts what is to be attached to what one question may take. */
  async fitContext(items: ContextItem[], token: CancellationToken): Promise<FittedItem[]> {
    return (await ask(this, ContextFitRequest, { items }, token)).items;
  }

  /** Why each of the files must not enter a prompt by itself, or null. */
  async excluded(uris: string[], token: CancellationToken): Promise<(string | null)[]> {
    return (await ask(this, ContextExcludedRequest, { uris }, token)).reasons;
  }

  /** The pieces of the workspace that fit a question best. */
  async searchCodebase(query: string, token: CancellationToken): Promise<ContextItem[]> {
    return (await ask(this, ContextSearchRequest, { query }, token)).items;
  }

  /** Declarations in the workspace whose names match. */
  async findSymbols(query: string, limit: number, token: CancellationToken): Promise<WorkspaceSymbol[]> {
    return (await ask(this, ContextSymbolsRequest, { query, limit }, token)).symbols;
  }

  /** The whole lines that an edit at a place of a document is for. */
  async editRange(document: TextDocument, range: Range): Promise<Range> {
    const textDocument = { uri: document.uri.toString() };
    const answer = await ask(this, EditRangeRequest, {
      textDocument,
      range: this.code2ProtocolConverter.asRange(range),
    });
    return this.protocol2CodeConverter.asRange(answer.range);
  }

  /** Asks the model for the code that takes the place of a range; it streams to `onEditDelta`. */
  async runEdit(params: EditRunParams, token: CancellationToken): Promise<EditResult> {
    const result = await ask(this, EditRunRequest, params, token);
    this.#answered.fire({ kind: "edit", counts: result });
    return result;
  }

  /** Has the model put a block of code into a range of a document. */
  async mergeEdit(params: EditMergeParams, token: CancellationToken): Promise<EditResult> {
    const result = await ask(this, EditMergeRequest, params, token);
    this.#answered.fire({ kind: "edit", counts: result });
    return result;
  }

  /** Asks the model something outside of any conversation. A cancel answers with what there is. */
  async askAside(params: SideAskParams, token: CancellationToken): Promise<SideAskResult> {
    const result = await ask(this, SideAskRequest, params, token);
    this.#answered.fire({ kind: "side", counts: result });
    return result;
  }

  /** What this machine has, and which models there are. `refresh` looks at the disk again. */
  modelsOverview(refresh: boolean): Promise<ModelsOverview> {
    return ask(this, ModelsOverviewRequest, { refresh });
  }

  /** Reads a model file, or those in a folder; they are part of the overview from then on. */
  inspectModels(path: string): Promise<FoundModel[]> {
    return ask(this, ModelsInspectRequest, { path });
  }

  planModel(path: string): Promise<FitPlan> {
    return ask(this, ModelPlanRequest, { path });
  }

  planBothModels(path: string): Promise<BothPlans> {
    return ask(this, ModelPlanBothRequest, { path });
  }

  /** Begins a download or goes on with it; `verify` reads the file that is there, and downloads none. */
  startDownload(id: string, verify = false): Promise<Download> {
    return ask(this, DownloadStartRequest, { id, verify });
  }

  pauseDownload(id: string): Promise<Download> {
    return ask(this, DownloadPauseRequest, { id });
  }

  async cancelDownload(id: string, keepPart: boolean): Promise<void> {
    await ask(this, DownloadCancelRequest, { id, keepPart });
  }

  diagnose(): Promise<Diagnosis> {
    return ask(this, DiagnoseRequest, {});
  }

  /** No suggestions until then (milliseconds since the epoch), or again from now on. */
  snooze(until: number | undefined): void {
    this.sendNotification(SnoozeNotification, { until: until ?? null }).catch((error: unknown) =>
      this.error("The snooze couldn't be sent.", error),
    );
  }

  /** Stops the server and waits for its end, for two seconds at most; after that the library ends it by force. */
  override async stop(): Promise<void> {
    try {
      await super.stop(STOP_MS);
    } catch (error) {
      this.error("The language server didn't stop by itself:", error);
    }
  }

  /** Stops the server for good. */
  override async dispose(): Promise<void> {
    await super.dispose();
    for (const emitter of [
      this.#running,
      this.#modelStatus,
      this.#lastCompletion,
      this.#chatDelta,
      this.#editDelta,
      this.#agentEvent,
      this.#accepted,
      this.#answered,
      this.#downloads,
      this.#modelsChanged,
    ])
      emitter.dispose();
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
