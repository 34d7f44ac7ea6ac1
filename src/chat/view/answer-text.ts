import { noChat } from "../../text/no-chat-text.ts";
import { remedy } from "../../text/remedy-text.ts";
import type { Translate } from "../../text/translate.ts";
import { type Answer, type AnswerEnd, canContinue } from "../threads/thread.ts";
import type { Notice } from "./messages.ts";

type Button = Notice["actions"][number];

/** What is said under an answer that isn't whole: why, and what can be done. `undefined` for a whole one. */
export function answerNotice(answer: Answer, t: Translate): Notice | undefined {
  const { end } = answer;
  if (!end || end.reason === "end") return undefined;
  const retry: Button = { label: t("Try Again"), action: "retry" };
  const goOn: Button[] = canContinue(answer) ? [{ label: t("Continue"), action: "continue" }] : [];
  return { ...said(end, t), actions: [...goOn, retry, ...moreButtons(end, t)] };
}

function moreButtons({ reason }: AnswerEnd, t: Translate): Button[] {
  switch (reason) {
    case "context":
      return [{ label: t("New Chat"), action: "newThread" }];
    case "tooLong":
      return [{ label: t("Open Settings"), action: "openSettings" }];
    case "noModel":
    case "noChat":
      return [{ label: remedy("selectModel", t).label, action: "selectModel" }];
    case "engineLost":
    case "serverLost":
    case "unusable":
    case "failed":
      return [{ label: t("Show Log"), action: "showLog" }];
    default:
      return [];
  }
}

function said(end: AnswerEnd, t: Translate): Pick<Notice, "severity" | "text"> {
  switch (end.reason) {
    case "cancelled":
      return { severity: "info", text: t("Stopped.") };
    case "interrupted":
      return {
        severity: "info",
        text: t("The window was closed before the answer was whole. What had come is kept."),
      };
    case "length":
      return { severity: "info", text: t("The answer reached the longest that one may be.") };
    case "context":
      return {
        severity: "warning",
        text: t(
          "The context is full, and the answer was cut. To continue, older messages are left out; a new chat has room for everything.",
        ),
      };
    case "repetition":
      return {
        severity: "warning",
        text: t("The model said the same over and over, and the answer was ended."),
      };
    case "noAnswer":
      return { severity: "warning", text: t("The model ended without an answer.") };
    case "toolCalls":
    case "unknownTool":
      return {
        severity: "warning",
        text: end.tool
          ? t('The model called a tool that it doesn\'t have, "{0}", and the answer was ended.', end.tool)
          : t("The model called a tool that it doesn't have, and the answer was ended."),
      };
    case "unusable":
      return {
        severity: "warning",
        text: t("What the model wrote can't be read as an answer. The log says more."),
      };
    case "tooLong":
      return { severity: "error", text: tooLong(end, t) };
    case "engineLost":
      return {
        severity: "error",
        text: t("The engine stopped unexpectedly. What had come is kept, and the engine starts again."),
      };
    case "serverLost":
      return {
        severity: "error",
        text: t("The language server ended in the middle of the answer. What had come is kept."),
      };
    case "noChat":
      return {
        severity: "error",
        text: noChat(t),
      };
    case "noModel":
      return {
        severity: "error",
        text: end.message ?? t("There is no model to ask. Choose one, then try again."),
      };
    default:
      return {
        severity: "error",
        text: t("The question could not be asked: {0}", end.message ?? end.reason),
      };
  }
}

function tooLong({ sizes }: AnswerEnd, t: Translate): string {
  return sizes
    ? t(
        "The question takes {0} tokens, and the context has room for {1}. Attach less, or shorten it.",
        sizes.promptTokens.toLocaleString(),
        sizes.contextTokens.toLocaleString(),
      )
    : t("The question is longer than the context. Attach less, or shorten it.");
}
