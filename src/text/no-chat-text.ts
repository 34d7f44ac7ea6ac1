import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { t } from "./l10n.ts";

/** Why a model that only completes code can't be asked anything, and what to do. */
export function noChat(): string {
  return t(
    "This model has no usable chat template, so it can only make suggestions. Select an instruct model for chat and edits.",
  );
}

/** Why a question can't be asked of the model as it is, in a sentence or two for the user. */
export function noModelMessage(status: ModelStatus | undefined): string | undefined {
  return [status?.reason, status?.advice].filter(Boolean).join(" ") || undefined;
}
