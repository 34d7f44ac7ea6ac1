/** What is said about a prompt that the model saw. */
import { clock } from "../../common/format.ts";
import type { SeenKind, SeenPrompt } from "../../language-server/protocol/seen-prompts.ts";
import { t } from "../text/l10n.ts";

export function kindName(kind: SeenKind): string {
  switch (kind) {
    case "suggestion":
      return t("Suggestion");
    case "chat":
      return t("Chat");
    case "agent":
      return t("Agent");
    case "edit":
      return t("Edit");
    case "languageModel":
      return t("VS Code's Chat");
    case "side":
      return t("Other Request");
  }
}

/** "14:05 · 1,204 tokens · 6 evaluated". */
export function summary({ at, counts }: SeenPrompt): string {
  const evaluated = counts.promptTokens - counts.reusedTokens;
  return [clock(at), tokens(counts.promptTokens), t("{0} evaluated", evaluated.toLocaleString())].join(" · ");
}

/** What stands over the prompt. */
export function heading(seen: SeenPrompt): string[] {
  const { kind, at, model, counts, continueWith } = seen;
  return [
    [kindName(kind), clock(at), ...(model === "" ? [] : [model]), tokens(counts.promptTokens)].join(" · "),
    ...(counts.reusedTokens > 0
      ? [t("faint: {0} reused from earlier requests", tokens(counts.reusedTokens))]
      : []),
    ...(continueWith === undefined
      ? []
      : [t("the answer had to begin with {0}", JSON.stringify(continueWith))]),
  ];
}

/** What stands over the line in which the model had to evaluate the first token. */
export function evaluatedHeading({ counts }: Pick<SeenPrompt, "counts">): string {
  return t("underlined: {0} evaluated", tokens(counts.promptTokens - counts.reusedTokens));
}

function tokens(count: number): string {
  return count === 1 ? t("1 token") : t("{0} tokens", count.toLocaleString());
}
