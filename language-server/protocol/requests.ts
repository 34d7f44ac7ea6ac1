/** Every request and notification of ours between the language server and its clients (CONTRACT of the server). */
import { NotificationType, RequestType } from "vscode-jsonrpc";
import type {
  ChatConversation,
  ChatDelta,
  ChatResult,
  ChatSendParams,
  ContextItem,
  ContextRange,
  ContextUse,
  FittedItem,
  WorkspaceSymbol,
} from "./chat.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { EditDelta, EditResult, EditRunParams } from "./edit.ts";
import type { Download, FitPlan, FoundModel, ModelsOverview } from "./models.ts";
import type { SideAskParams, SideAskResult } from "./side.ts";
import type { EngineStats, LastCompletion, ModelStatus } from "./status.ts";
import type { WorkspaceEntries, WorkspaceFile, WorkspaceState, WorkspaceText } from "./workspace.ts";

/** The state of the model; sent when it changes, and once to each new client. */
export const ModelStatusNotification = new NotificationType<ModelStatus>("ossicle/model/status");

/** Uses another model file (this machine's choice: it is written by the client to its settings as well). A bad choice leaves the loaded model in place; the answer says why. */
export const ModelSelectRequest = new RequestType<{ path: string }, ModelStatus, void>(
  "ossicle/model/select",
);

/** Loads the model now and answers when it is ready or has failed. */
export const ModelLoadRequest = new RequestType<Record<string, never>, ModelStatus, void>(
  "ossicle/model/load",
);

/** Releases the model's memory; the next request loads it again. */
export const ModelUnloadRequest = new RequestType<Record<string, never>, ModelStatus, void>(
  "ossicle/model/unload",
);

/** Token numbers and times of this server since it started. */
export const EngineStatsRequest = new RequestType<Record<string, never>, EngineStats, void>(
  "ossicle/engine/stats",
);

/** The last inline completion, or why there was none. */
export const CompletionLastRequest = new RequestType<Record<string, never>, LastCompletion, void>(
  "ossicle/completion/last",
);

/** Sent after every inline completion, so that the status bar can say what it took or why there was none. */
export const CompletionLastNotification = new NotificationType<LastCompletion>("ossicle/completion/done");

/** No suggestions until then (milliseconds since the epoch), or again from now on (`null`). */
export const SnoozeNotification = new NotificationType<{ until: number | null }>("ossicle/completion/snooze");

/** Executed by the client when a suggestion was accepted in full (`command` of an inline completion item). */
export const SUGGESTION_ACCEPTED_COMMAND = "ossicle.server.suggestionAccepted";

/** Asks the model; the whole conversation each time. A cancel resolves with what there is, stopReason "cancelled". */
export const ChatSendRequest = new RequestType<ChatSendParams, ChatResult, void>("ossicle/chat/send");

/** A piece of the answer that is under way. */
export const ChatDeltaNotification = new NotificationType<ChatDelta>("ossicle/chat/delta");

/** What a conversation takes of the context; null while no model is ready. */
export const ChatMeasureRequest = new RequestType<ChatConversation, ContextUse | null, void>(
  "ossicle/chat/measure",
);

/** Exact token counts; rejects while no model is ready. */
export const TokensCountRequest = new RequestType<{ texts: string[] }, { counts: number[] }, void>(
  "ossicle/tokens/count",
);

/**
 * Cuts what is to be attached so that one question leaves room for the answer: together the items take half of the
 * context at most, in their order. Whole lines are cut off at the end; of a terminal's output, at the beginning.
 * While no model is ready, tokens are estimated from the text's length.
 */
export const ContextFitRequest = new RequestType<{ items: ContextItem[] }, { items: FittedItem[] }, void>(
  "ossicle/context/fit",
);

/** The pieces of the workspace that fit a question best, best first, of kind "codebase". */
export const ContextSearchRequest = new RequestType<{ query: string }, { items: ContextItem[] }, void>(
  "ossicle/context/search",
);

/** Declarations whose names match, best first. */
export const ContextSymbolsRequest = new RequestType<
  { query: string; limit: number },
  { symbols: WorkspaceSymbol[] },
  void
>("ossicle/context/symbols");

/** For each file, why it must not enter a prompt on its own (it may hold secrets, it is ignored), or null. */
export const ContextExcludedRequest = new RequestType<
  { uris: string[] },
  { reasons: (string | null)[] },
  void
>("ossicle/context/excluded");

/** Asks the model something outside of any conversation. A cancel resolves with what there is, stopReason "cancelled". */
export const SideAskRequest = new RequestType<SideAskParams, SideAskResult, void>("ossicle/side/ask");

/** Asks the model for the text that takes the place of a range. The document is the server's own copy of it. */
export const EditRunRequest = new RequestType<EditRunParams, EditResult, void>("ossicle/edit/run");

/** A piece of the answer that is under way, as the model says it. */
export const EditDeltaNotification = new NotificationType<EditDelta>("ossicle/edit/delta");

/** The whole lines that an edit at this place is for: those of the range, or of the block of code around the cursor. */
export const EditRangeRequest = new RequestType<
  { textDocument: { uri: string }; range: ContextRange },
  { range: ContextRange },
  void
>("ossicle/edit/range");

/**
 * What this machine has, which models are on it and which could be downloaded. Answers at once with what is known;
 * `ModelsChangedNotification` comes when more of it is (headers are read one by one).
 *
 * @param params `refresh` looks at the disk again.
 */
export const ModelsOverviewRequest = new RequestType<{ refresh?: boolean }, ModelsOverview, void>(
  "ossicle/models/overview",
);

/** The overview has changed, but for the progress of downloads. */
export const ModelsChangedNotification = new NotificationType<Record<string, never>>(
  "ossicle/models/changed",
);

/** Reads one file, or the models in one folder, that the user has picked; they stay in the overview until the server ends. */
export const ModelsInspectRequest = new RequestType<{ path: string }, FoundModel[], void>(
  "ossicle/models/inspect",
);

/** How a model file would be laid out in memory. Rejects with a sentence for the user where it can't be read. */
export const ModelPlanRequest = new RequestType<{ path: string }, FitPlan, void>("ossicle/model/plan");

/**
 * Downloads a catalogue model, or goes on with a download that was paused or failed: the one request that opens a
 * connection to another machine, only for a user who asked for it. With `verify` it opens none: the file that is
 * there is compared with its checksum, and the state goes from "verifying" to "done" or "failed".
 */
export const DownloadStartRequest = new RequestType<{ id: string; verify?: boolean }, Download, void>(
  "ossicle/download/start",
);

/** Stops the transfer; what has arrived stays. */
export const DownloadPauseRequest = new RequestType<{ id: string }, Download, void>("ossicle/download/pause");

/** Ends the download; what has arrived stays only where that is asked for. */
export const DownloadCancelRequest = new RequestType<{ id: string; keepPart: boolean }, null, void>(
  "ossicle/download/cancel",
);

/** All downloads, whenever one of them has changed, a few times a second at most. */
export const DownloadsNotification = new NotificationType<{ downloads: Download[] }>(
  "ossicle/download/status",
);

/** Facts for a bug report, without the user's code. Answers although there is no engine. */
export const DiagnoseRequest = new RequestType<Record<string, never>, Diagnosis, void>("ossicle/diagnose");

/**
 * The text of a file that isn't on the server's disk: asked of a client that has said
 * `experimental: { ossicleFiles: true }`, as are the two that follow. It hands out files of the open workspace alone,
 * up to 1 MB; a rejection says why a file that is there can't be read.
 */
export const WorkspaceReadRequest = new RequestType<WorkspaceFile, WorkspaceText, void>(
  "ossicle/workspace/read",
);

/** What a folder holds. */
export const WorkspaceListRequest = new RequestType<WorkspaceFile, WorkspaceEntries, void>(
  "ossicle/workspace/list",
);

/** Size and time of a file. */
export const WorkspaceStateRequest = new RequestType<WorkspaceFile, WorkspaceState, void>(
  "ossicle/workspace/state",
);
