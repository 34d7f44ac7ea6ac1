/**
 * The prompt of an inline completion for a model with infill tokens. It is what such models were trained with:
 *
 *     repository name, files of it | prefix <suffix token> suffix <middle token> what stands between
 *
 * (https://github.com/QwenLM/Qwen3-Coder#fill-in-the-middle-with-qwen3-coder, and StarCoder, Granite, CodeGemma,
 * DeepSeek-Coder alike.) Seed-Coder and Mellum have the suffix and its token first, and no repository: Mellum has other
 * files and the path before them (https://huggingface.co/JetBrains/Mellum-4b-base), Seed-Coder single files alone, so
 * that others are a part of the prefix (https://arxiv.org/abs/2506.03524, section 2.2.6).
 *
 * The anchor makes it append-only here too: the prefix ends at the anchor, and what was typed since is the beginning of
 * what stands between, so that each keystroke only appends, as in the other dialects.
 */

import { lineCommentMark } from "../../common/languages/languages.ts";
import type { Part } from "../engine-protocol/protocol.ts";
import type { CompletionPrompt, PromptPiece } from "./completion-prompt.ts";

/** Models expect a name, and it says nothing. */
const REPOSITORY = "project";

export function renderInfillPrompt(prompt: CompletionPrompt, first: "prefix" | "suffix"): Part[] {
  const { path, languageId, pieces, head, suffix, prefill } = prompt;
  const comment = (text: string) => lineComment(text, languageId);
  const code = pieces.filter(isCode);
  const files: Part[] = code.map((piece) => ({
    heading: "file",
    text: `${oneLine(piece.path)}\n${piece.text}\n`,
  }));
  const others = code.map((piece) => `${comment(piece.path)}${piece.text}\n\n`);
  const notes = pieces.filter((piece) => !isCode(piece)).map((piece) => note(piece, comment));
  const before: Part[] = [
    { infill: "prefix" },
    { unheaded: `${others.join("")}${comment(path)}` },
    { text: notes.join("") + head },
  ];
  const after: Part[] = [{ infill: "suffix" }, { text: suffix }];
  const hasRepository = first === "prefix" && code.length > 0;
  return [
    { start: true },
    ...(hasRepository ? [{ heading: "repository", text: `${REPOSITORY}\n` } as const] : []),
    ...files,
    { heading: "file", text: `${oneLine(path)}\n` },
    ...(first === "prefix" ? [...before, ...after] : [...after, ...before]),
    { infill: "middle" },
    { text: prefill },
  ];
}

/** Code as it stands in a file; the rest is said in comments. */
function isCode({ kind }: PromptPiece): boolean {
  return kind !== "edit" && kind !== "problem";
}

function note({ kind, path, text }: PromptPiece, comment: (text: string) => string): string {
  const lines = text.split("\n");
  return kind === "edit"
    ? [`Changed a moment ago in ${path}:`, ...lines].map(comment).join("")
    : lines.map((line) => comment(`Problem: ${line}`)).join("");
}

/** A line of comment in the language of the code around it; nothing where that isn't known to have any. */
function lineComment(text: string, languageId: string): string {
  const mark = lineCommentMark(languageId);
  return mark === undefined ? "" : `${mark} ${oneLine(text)}\n`;
}

const oneLine = (path: string) => path.replace(/\s+/g, " ");
