import { messageOf } from "../../common/errors.ts";
import type { RespondResult } from "../../language-server/protocol/language-model.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { answerProblem } from "../text/answer-problem-text.ts";
import type { Action } from "../text/fix-text.ts";
import { t } from "../text/l10n.ts";
import { isRefusal } from "../text/refusal.ts";

/**
 * Why an answer isn't whole, to be thrown; `undefined` where it is, or the caller has ended it.
 *
 * @param status of the model that was asked
 */
export function responseProblem(result: RespondResult, status: ModelStatus | undefined): Error | undefined {
  if (/^(toolCalls|cancelled)$/.test(result.stopReason) && result.cutReason === undefined) return undefined;
  return answerProblem(result, status, () => tooLong(result));
}

function tooLong({ sizes }: RespondResult): string {
  return sizes
    ? t(
        "The request has {0} tokens, but the model's context only has room for {1}. Start a new chat, attach less, or use an agent with fewer tools.",
        sizes.promptTokens.toLocaleString(),
        sizes.contextTokens.toLocaleString(),
      )
    : t("The request doesn't fit in the model's context. Start a new chat, or attach less.");
}

/** What went wrong and what to do about it, where there is no button for that. */
export function problemText(thrown: unknown): string {
  const message = messageOf(thrown);
  return isRefusal(thrown) && thrown.action ? withCommand(message, thrown.action) : message;
}

/** Names the command that leads on, as the Command Palette has it. */
export function withCommand(message: string, { command }: Action): string {
  const title = commandTitle(command);
  return title === undefined ? message : `${message} ${t('Run "{0}" in the Command Palette.', title)}`;
}

function commandTitle(command: Action["command"]): string | undefined {
  switch (command) {
    case "ossicle.setUp":
      return `Ossicle: ${t("Set Up…")}`;
    case "ossicle.selectModel":
      return `Ossicle: ${t("Select Model File…")}`;
    case "ossicle.loadModel":
      return `Ossicle: ${t("Load Model")}`;
    case "ossicle.restartServer":
      return `Ossicle: ${t("Restart Language Server")}`;
    case "ossicle.showLog":
      return `Ossicle: ${t("Show Log")}`;
    default:
      return undefined;
  }
}
