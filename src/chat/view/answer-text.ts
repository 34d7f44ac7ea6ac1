import { fixBy } from "../../text/fix-text.ts";
import { t } from "../../text/l10n.ts";
import { noChat } from "../../text/no-chat-text.ts";
import { type Answer, type AnswerEnd, canContinue } from "../threads/thread.ts";
import type { Notice } from "./messages.ts";

type Button = Notice["actions"][number];

/** The notice under an answer that isn't complete: the reason and the buttons. `undefined` for a complete one. */
export function answerNotice(answer: Answer): Notice | undefined {
  const { end } = answer;
  if (!end || end.reason === "end") return undefined;
  const retry: Button = { label: t("Try Again"), action: "retry" };
  const goOn: Button[] = canContinue(answer) ? [{ label: t("Continue"), action: "continue" }] : [];
  return { ...said(end, answer.answer !== ""), actions: [...goOn, retry, ...moreButtons(end)] };
}

function moreButtons({ reason }: AnswerEnd): Button[] {
  switch (reason) {
    case "context":
      return [{ label: t("New Chat"), action: "newThread" }];
    case "tooLong":
      return [{ label: t("Open Settings"), action: "openSettings" }];
    case "noChat":
      return [{ label: fixBy("selectModel").label, action: "selectModel" }];
    case "engineLost":
    case "serverLost":
    case "unusable":
    case "failed":
      return [{ label: t("Show Log"), action: "showLog" }];
    default:
      return [];
  }
}

/** @param hasText whether a part of the answer had come */
function said(end: AnswerEnd, hasText: boolean): Pick<Notice, "severity" | "text"> {
  const cut = (why: string) => (hasText ? `${why} ${t("The part received is kept.")}` : why);
  switch (end.reason) {
    case "cancelled":
      return { severity: "info", text: t("Stopped.") };
    case "interrupted":
      return {
        severity: "info",
        text: cut(t("The window closed before the answer finished.")),
      };
    case "length":
      return { severity: "info", text: t("The answer was cut off at the token limit.") };
    case "context":
      return {
        severity: "warning",
        text: t(
          "The context is full, so the answer was cut off. If you continue, older messages are left out. A new chat starts with an empty context.",
        ),
      };
    case "repetition":
      return {
        severity: "warning",
        text: t("The model kept repeating itself, so the answer was stopped."),
      };
    case "noAnswer":
      return { severity: "warning", text: t("The model didn't give an answer.") };
    case "toolCalls":
    case "unknownTool":
      return {
        severity: "warning",
        text: end.tool
          ? t('The model called an unknown tool, "{0}", so the answer was stopped.', end.tool)
          : t("The model called an unknown tool, so the answer was stopped."),
      };
    case "unusable":
      return {
        severity: "warning",
        text: t("The model's answer couldn't be read. See the log for details."),
      };
    case "tooLong":
      return { severity: "error", text: tooLong(end) };
    case "engineLost":
      return {
        severity: "error",
        text: cut(t("The engine stopped and is restarting.")),
      };
    case "serverLost":
      return {
        severity: "error",
        text: cut(t("The language server stopped before the answer finished.")),
      };
    case "noChat":
      return {
        severity: "error",
        text: noChat(),
      };
    case "noTools":
      return {
        severity: "error",
        text: t(
          "This model can't use tools, so it can't look into the workspace or change it. Select gpt-oss for that.",
        ),
      };
    case "noModel":
      return {
        severity: "info",
        text: t("This question wasn't asked, because no model was ready."),
      };
    default:
      return {
        severity: "error",
        text: t("Couldn't ask the question: {0}", end.message ?? end.reason),
      };
  }
}

function tooLong({ sizes }: AnswerEnd): string {
  return sizes
    ? t(
        "The question has {0} tokens, but the context only has room for {1}. Attach less, or shorten it.",
        sizes.promptTokens.toLocaleString(),
        sizes.contextTokens.toLocaleString(),
      )
    : t("The question is longer than the context. Attach less, or shorten it.");
}
