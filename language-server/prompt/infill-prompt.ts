/**
 * The prompt of an inline completion for a model with infill tokens. It is what such models were trained with:
 *
 *     repository name, files of it | prefix <suffix token> suffix <middle token> what stands between
 *
 * (https://github.com/QwenLM/Qwen3-Coder#fill-in-the-middle-with-qwen3-coder, and StarCoder, Granite, CodeGemma,
 * DeepSeek-Coder alike). The anchor makes it append-only here too: the prefix ends at the anchor, and what was typed
 * since is the beginning of what stands between, so that each keystroke only appends, as in the other dialects.
 */

import { lineCommentMark } from "../../common/languages/languages.ts";
import type { Part } from "../engine-protocol/protocol.ts";
import type { CompletionPrompt } from "./completion-prompt.ts";

/** Models expect a name, and it says nothing. */
const REPOSITORY = "project";

export function renderInfillPrompt(prompt: CompletionPrompt): Part[] {
  const { path, languageId, snippets, head, suffix, prefill } = prompt;
  const comment = (text: string) => lineComment(text, languageId);
  const headings: Part[] = snippets.map((snippet) => ({
    heading: "file",
    text: `${oneLine(snippet.path)}\n${snippet.text}\n`,
  }));
  const others = snippets.map((snippet) => `${comment(snippet.path)}${snippet.text}\n\n`);
  return [
    { start: true },
    ...(snippets.length > 0 ? [{ heading: "repository", text: `${REPOSITORY}\n` } as const] : []),
    ...headings,
    { heading: "file", text: `${oneLine(path)}\n` },
    { infill: "prefix" },
    { unheaded: `${others.join("")}${comment(path)}` },
    { text: head },
    { infill: "suffix" },
    { text: suffix },
    { infill: "middle" },
    { text: prefill },
  ];
}

/** A line of comment in the language of the code around it; nothing where that isn't known to have any. */
function lineComment(text: string, languageId: string): string {
  const mark = lineCommentMark(languageId);
  return mark === undefined ? "" : `${mark} ${oneLine(text)}\n`;
}

const oneLine = (path: string) => path.replace(/\s+/g, " ");
