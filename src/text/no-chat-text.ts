import type { Translate } from "./translate.ts";

/** Why a model that only completes code can't be asked anything, and what to do. */
export function noChat(t: Translate): string {
  return t(
    "This model has no chat template: it completes code only. Choose an instruct model for chat and edits.",
  );
}
