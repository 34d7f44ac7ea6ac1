import { longestBacktickRun } from "../../common/fence.ts";
import { t } from "../text/l10n.ts";

/** Maximum characters of a command in a question. */
const MAX_CHARS = 80;

/** The question about a command that failed; its output is attached. */
export function terminalQuestion(command: string): string {
  const [line = "", ...more] = command.trim().split(/\r?\n/);
  const characters = [...line];
  const isCut = characters.length > MAX_CHARS || more.length > 0;
  const short = characters.slice(0, MAX_CHARS).join("").trimEnd() + (isCut ? "…" : "");
  // Inline code in Markdown: a text with backquotes needs more of them around it.
  const fence = "`".repeat(longestBacktickRun(short) + 1);
  const pad = /^`|`$/.test(short) ? " " : "";
  return short === ""
    ? t("What went wrong in the terminal, and how do I fix it?")
    : t("Why did {0} fail, and how do I fix it?", fence + pad + short + pad + fence);
}
