import type { ContextUse } from "../../../language-server/protocol/chat.ts";
import { t } from "../../text/l10n.ts";
import type { Meter } from "./messages.ts";

/** What the context meter shows: what takes the context, largest first. */
export function meterOf(use: ContextUse): Meter {
  const parts = [
    { label: t("Instructions"), tokens: use.instructions },
    { label: t("Project rules"), tokens: use.rules },
    { label: t("Attached"), tokens: use.attached },
    { label: t("Questions"), tokens: use.questions },
    { label: t("Answers"), tokens: use.answers },
  ];
  return {
    usedTokens: parts.reduce((sum, { tokens }) => sum + tokens, 0),
    contextTokens: use.contextTokens,
    parts: parts.filter(({ tokens }) => tokens > 0).sort((a, b) => b.tokens - a.tokens),
    rule: t(
      "{0} tokens are reserved for the answer. When the context is full, the oldest messages are left out. You can still read them here.",
      use.answerTokens.toLocaleString(),
    ),
  };
}
