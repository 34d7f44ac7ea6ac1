/** What the model was good for, in words. */

import { duration, tokensPerSecond } from "../../common/format.ts";
import type { CompletionOutcome } from "../../language-server/protocol/completion.ts";
import type { Counts } from "../../language-server/protocol/status.ts";
import type { DayCounts } from "../usage/usage-counts.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { t } from "./l10n.ts";

/** "Today: 120 suggested, 34 accepted · answers: 5 · edits: 2 · tokens: 12,300". */
export function todayLine(today: DayCounts): string {
  return t("Today: {0}", todayText(today));
}

/** "120 suggested, 34 accepted · answers: 5 · edits: 2 · tokens: 12,300". */
export function todayText({ suggestions, accepted, answers, edits, tokens }: DayCounts): string {
  return [
    t("{0} suggested, {1} accepted", suggestions.toLocaleString(), accepted.toLocaleString()),
    t("answers: {0}", answers.toLocaleString()),
    t("edits: {0}", edits.toLocaleString()),
    t("tokens: {0}", tokens.toLocaleString()),
  ].join(" · ");
}

/** "Last suggestion: 84 ms · 2 tokens evaluated · 148 tokens/s", or why there was none. */
export function lastSuggestion(last: CompletionOutcome): string {
  if (last.whyNone !== undefined) return t("No suggestion: {0}", escapeMarkdown(last.whyNone));
  if (last.isBeginning) return t("Last suggestion: its first line is shown, the model is writing the rest");
  if (last.counts === undefined) return t("Last suggestion: shown without running the model");
  return t("Last suggestion: {0}", effort(last.counts));
}

/** "84 ms · 2 tokens evaluated · 148 tokens/s". */
export function effort(counts: Counts): string {
  const evaluated = counts.promptTokens - counts.reusedTokens;
  const speed = tokensPerSecond(counts);
  return [
    duration(counts.totalMs),
    evaluated === 1 ? t("1 token evaluated") : t("{0} tokens evaluated", evaluated),
    ...(speed === undefined ? [] : [t("{0} tokens/s", Math.round(speed))]),
  ].join(" · ");
}
