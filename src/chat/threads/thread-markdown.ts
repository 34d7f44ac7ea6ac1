import { t } from "../../text/l10n.ts";
import { type Message, type Question, type Thread, threadTitle } from "./thread.ts";

/** A thread as a Markdown document, with everything that was attached. */
export function threadMarkdown(thread: Thread): string {
  const title = threadTitle(thread) || t("New Chat");
  return `${[`# ${title}`, ...thread.messages.map((message) => section(message))].join("\n\n")}\n`;
}

function section(message: Message): string {
  if (message.role === "user")
    return [`## ${t("Question")}`, message.text, ...attachments(message)].join("\n\n");
  return [`## ${t("Answer")}`, message.answer || t("(no answer)")].join("\n\n");
}

function attachments({ attached }: Question): string[] {
  return attached.map(({ item }) => {
    const fence = "`".repeat(Math.max(3, ...[...item.text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
    return `${item.title}:\n\n${fence}\n${item.text}\n${fence}`;
  });
}
