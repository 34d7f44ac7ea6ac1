import { t } from "../../text/l10n.ts";
import { compactedText, plainStep } from "../view/step-text.ts";
import type { Step } from "./step.ts";
import { type Message, type Question, type Thread, threadTitle } from "./thread.ts";

/** A thread as a Markdown document, with everything that was attached, and a line for each step. */
export function threadMarkdown(thread: Thread): string {
  const title = threadTitle(thread) || t("New Chat");
  return `${[`# ${title}`, ...thread.messages.map((message) => section(message))].join("\n\n")}\n`;
}

function section(message: Message): string {
  if (message.role === "user")
    return [`## ${t("Question")}`, message.text, ...attachments(message)].join("\n\n");
  const steps = message.steps.flatMap(stepLines);
  const text = message.answer || t("(no answer)");
  return [`## ${t("Answer")}`, ...steps, text].join("\n\n");
}

/** What the model said before the step, and the step's line. */
function stepLines(step: Step): string[] {
  if (step.kind === "compacted") return [`*${compactedText(step)}*`, quote(step.summary)];
  const { text } = step;
  return [...(text === "" ? [] : [text]), `- ${onOneLine(plainStep(step, true))}`];
}

const quote = (text: string) => text.trim().replaceAll(/^/gm, "> ");
/** A command may have several lines, and signs that mean something in Markdown. */
const onOneLine = (text: string) => text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_<[\]]/g, "\\$&");

function attachments({ attached }: Question): string[] {
  return attached.map(({ item }) => {
    const fence = "`".repeat(Math.max(3, ...[...item.text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
    return `${item.title}:\n\n${fence}\n${item.text}\n${fence}`;
  });
}
