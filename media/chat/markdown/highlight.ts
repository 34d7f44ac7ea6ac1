/** Code in the colors of the editor's theme, for languages that are known. */
import hljs from "highlight.js/lib/core";
import { languageFacts, languageOfTag } from "../../../common/languages/languages.ts";
import { ALIASES, LANGUAGES } from "./languages.ts";

for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);
for (const [languageName, aliases] of Object.entries(ALIASES))
  hljs.registerAliases(aliases, { languageName });

/** Takes about a millisecond for a thousand of them. */
const MAX_CHARS = 20_000;
const MAX_LINE_CHARS = 2_000;

/** HTML of the code, or undefined where it stays as it is: an unknown language, too much of it, too long a line. */
export function highlight(code: string, language: string): string | undefined {
  if (!hljs.getLanguage(language) || code.length > MAX_CHARS || hasLongLine(code)) return undefined;
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}

function hasLongLine(code: string): boolean {
  return code.split("\n").some((line) => line.length > MAX_LINE_CHARS);
}

/** Of transcripts, which are no language. */
const CONSOLE = "console";

/** Whether the code can be run in a terminal. */
export const isShell = (language: string) =>
  language.toLowerCase() === CONSOLE || languageFacts(languageOfTag(language) ?? "")?.isShell === true;
