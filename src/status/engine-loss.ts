import type { ModelStatus } from "../../language-server/protocol/status.ts";

/**
 * Whether the engine's process ended while a model was in use: a model that was ready fails, and not because
 * of its file (a bad file leaves the loaded model in place).
 */
export function engineWasLost(before: ModelStatus | undefined, after: ModelStatus | undefined): boolean {
  const wasInUse = before?.state === "ready" || before?.state === "working";
  return wasInUse && after?.state === "failed" && after.remedy !== "selectModel";
}
