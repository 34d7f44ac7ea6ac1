import type { Crashes } from "../../common/restart-policy.ts";
import type { CompletionOutcome } from "../../language-server/protocol/completion.ts";
import type { Download } from "../../language-server/protocol/models.ts";
import type { Counts, ModelStatus } from "../../language-server/protocol/status.ts";
import type { ServerState } from "../server/server-state.ts";
import type { DayCounts } from "../usage/usage-counts.ts";

/** Everything that status bar and menu show, at one moment. Times are milliseconds since the epoch. */
export interface StatusState {
  server: ServerState;
  /** Why it has `failed`; undefined where it couldn't be started at all. */
  crashes?: Crashes;
  /** Unknown until the server has sent it. */
  model?: ModelStatus;
  /** Since when a model works. */
  workingSince?: number;
  last?: CompletionOutcome;
  /** What the last answer of the chat took. */
  lastAnswer?: Counts;
  downloads: readonly Download[];
  today: DayCounts;
  /** The setting for all languages. */
  suggestionsEnabled: boolean;
  /** The language of the active editor, and its setting. */
  language?: { id: string; enabled: boolean };
  snoozedUntil?: number;
  now: number;
}

/** Why no suggestions appear in the active editor by the user's own choice, if so. */
export function offReason(state: StatusState): "everywhere" | "language" | "snoozed" | undefined {
  if (!state.suggestionsEnabled) return "everywhere";
  if (state.language?.enabled === false) return "language";
  if (state.snoozedUntil !== undefined && state.snoozedUntil > state.now) return "snoozed";
  return undefined;
}

/** Whether one of the models works. */
export const isWorking = (model: ModelStatus | undefined): boolean =>
  model?.state === "working" || model?.completionModel?.state === "working";

/** Whether one of the models takes memory that can be freed. */
export const isLoaded = (model: ModelStatus | undefined): boolean =>
  [model?.state, model?.completionModel?.state].some((state) => state === "ready" || state === "working");
