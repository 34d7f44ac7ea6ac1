/** The reasons for no suggestion that are known before a model is asked, each a sentence for the user. */
import { clock, percent } from "../../../common/format.ts";
import { languageRule } from "../../../common/language-rule.ts";
import type { Settings } from "../../protocol/settings.ts";
import type { ModelStatus } from "../../protocol/status.ts";
import { t } from "../../text/l10n.ts";

/** Texts that nobody types. */
const READ_ONLY_SCHEMES = new Set([
  "output",
  "git",
  "gitlens",
  "debug",
  "vscode-local-history",
  "walkThrough",
]);

/** Boxes in which an editor takes a message, a comment, a question or a search: VS Code's own schemes. */
const INPUT_SCHEMES = new Set([
  "vscode-scm",
  "comment",
  "chatSessionInput",
  "sessions-chat",
  "vscode-interactive-input",
  "search-editor",
  "inmemory",
]);

export interface GateFacts {
  scheme: string;
  languageId: string;
  settings: Settings["completion"];
  /** Milliseconds since the epoch, or null. */
  snoozedUntil: number | null;
  now: number;
  inComment: () => boolean;
}

/** Why nothing is suggested here and now, whatever the model; null when it may be. */
export function whyNoSuggestion(facts: GateFacts): string | null {
  const { scheme, languageId, settings, snoozedUntil, now } = facts;
  if (READ_ONLY_SCHEMES.has(scheme)) return t("This document is read-only.");
  if (INPUT_SCHEMES.has(scheme)) return t("There are no suggestions in input boxes.");
  if (!settings.enabled) return t("Suggestions are off.");
  if (!(languageRule(settings.languages, languageId) ?? true)) {
    return t("Suggestions are off for {0}.", languageId);
  }
  if (snoozedUntil !== null && now < snoozedUntil) {
    return t("Suggestions are snoozed until {0}.", clock(snoozedUntil));
  }
  if (!settings.inComments && facts.inComment()) return t("Suggestions in comments are off.");
  return null;
}

/** Why the model can't answer now, or null when it can. */
export function whyNoModel({ state, progress, reason }: ModelStatus): string | null {
  switch (state) {
    case "none":
      return reason ?? t("No model is selected.");
    case "downloading":
      return t("The model is downloading{0}.", progressText(progress));
    case "loading":
      return reason ?? t("The model is loading{0}.", progressText(progress));
    case "unloaded":
      return t("The model was unloaded and is loading again.");
    case "failed":
      return reason ?? t("The model couldn't be loaded.");
    case "ready":
    case "working":
      return null;
  }
}

function progressText(progress: number | undefined): string {
  return progress === undefined ? "" : ` (${percent(progress)})`;
}
