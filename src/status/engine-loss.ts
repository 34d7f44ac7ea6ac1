import type { ModelStatus } from "../../language-server/protocol/status.ts";

/**
 * Whether the engine's process ended while a model was in use: it is started again, or was too often; a model that
 * was ready fails, and not because of its file (a bad file leaves the loaded model in place).
 */
export function engineWasLost(before: ModelStatus | undefined, after: ModelStatus | undefined): boolean {
  const wasInUse = before?.state === "ready" || before?.state === "working";
  const hasGivenUp = after?.state === "failed" && after.fix !== "selectModel";
  return wasInUse && (after?.isRestarting === true || hasGivenUp);
}
