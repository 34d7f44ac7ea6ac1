/** Every request and notification of ours between the language server and its clients (CONTRACT of the server). */
import { NotificationType, RequestType } from "vscode-jsonrpc";
import type { EngineStats, LastCompletion, ModelStatus } from "./status.ts";

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
