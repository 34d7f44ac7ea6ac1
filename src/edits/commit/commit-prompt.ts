/** Makes a commit message from the model's answer. */
import { closesFence, type Fence, openingFence } from "../../../common/fence.ts";
import { isBlank, withoutBlankEnds } from "../../../common/text-lines.ts";
import type { CommitStyle } from "./commit-style.ts";

/** Maximum characters of a line, by git's convention. */
const WIDTH = 72;

const INTRODUCTION =
  /^(?:(?:sure|certainly|of course|okay|ok)[!,.:].*|(?:here(?:'s|’s| is| are)|this is|below is|.*\bcommit message)\b.*:)$/i;
const LABEL =
  /^(?:\*\*)?(?:(?:suggested |proposed )?commit message|subject(?: line)?|title)(?:\*\*)?\s*:(?:\*\*)?\s*/i;
const LIST_ITEM = /^(\s*)((?:[-*•+]|\d+[.)])\s+)/;
const TRAILER = /^[A-Z][A-Za-z]*(?:-[A-Za-z]+)*: \S|^BREAKING CHANGE: |^(?:Fixes|Closes|Refs|Resolves) #\d+/;
/** A cut subject must not end with one of these words. */
const DANGLING =
  /(?:[\s,;:–—-]|\b(?:a|an|and|as|at|by|for|from|in|into|of|on|or|so|that|the|to|when|with))+$/i;

/** @returns the message, wrapped; `undefined` when the answer has none */
export function commitText(
  answer: string,
  { endsWithStop }: Pick<CommitStyle, "endsWithStop">,
): string | undefined {
  const [first = "", ...rest] = messageLines(answer);
  const whole = undecorated(first, endsWithStop);
  if (whole === "") return undefined;
  const subject = shortened(whole);
  const body = wrapped(withoutBlankEnds(rest));
  // The rest of the subject is kept in the body.
  if (subject !== whole) body.unshift(...wrapped([whole]), ...(body.length > 0 ? [""] : []));
  return body.length > 0 ? [subject, "", ...body].join("\n") : subject;
}

/** The lines of the message, without the text around it and a code block's fences. */
function messageLines(answer: string): string[] {
  let lines = withoutBlankEnds(answer.replace(/\r\n?/g, "\n").split("\n"));
  while (lines.length > 1 && isIntroduction(lines)) lines = withoutBlankEnds(lines.slice(1));
  const fence = fenceOn(lines[0]);
  if (fence) {
    const end = lines.findIndex((line, index) => index > 0 && closesFence(line.trimStart(), fence));
    lines = withoutBlankEnds(lines.slice(1, end < 0 ? undefined : end));
  }
  const quoted = /^(["“'])([\s\S]*)["”']$/.exec(lines.join("\n"));
  if (quoted?.[2] !== undefined && !quoted[2].includes(quoted[1] ?? "")) lines = quoted[2].split("\n");
  return lines;
}

/** The answer may be indented as a whole. */
const fenceOn = (line = "") => openingFence(line.trimStart());

/** A line that introduces the message, as no message starts itself or right before a code block. */
function isIntroduction([first = "", ...rest]: readonly string[]): boolean {
  if (fenceOn(first)) return false;
  const text = first.replaceAll("*", "").trim();
  const next = rest.find((line) => !isBlank(line));
  if (INTRODUCTION.test(text) || fenceOn(rest[0])) return true;
  return text.endsWith(":") && fenceOn(next) !== undefined;
}

function undecorated(line: string, endsWithStop: boolean): string {
  const plain = line
    .trim()
    .replace(/^#+\s+/, "")
    .replace(LABEL, "")
    .replace(/^\*\*(.*)\*\*$/, "$1")
    .replace(/^(["'`“])(.*)["'`”]$/, (all, quote: string, text: string) =>
      text.includes(quote) ? all : text,
    )
    .trim();
  return endsWithStop ? plain : plain.replace(/([^.])\.$/, "$1");
}

/** Cut at a word. */
function shortened(subject: string): string {
  if (lengthOf(subject) <= WIDTH) return subject;
  const [first = ""] = wrapLine(subject, "", "");
  const cut = first.replace(DANGLING, "");
  if (cut !== "" && lengthOf(cut) <= WIDTH) return cut;
  return [...subject].slice(0, WIDTH).join("");
}

/** Wraps paragraphs that are too wide; lists, trailers and code keep their lines. */
function wrapped(lines: readonly string[]): string[] {
  const result: string[] = [];
  let paragraph: string[] = [];
  let code: Fence | undefined;
  const flush = () => {
    const isWide = paragraph.some((line) => lengthOf(line) > WIDTH);
    const [first = ""] = paragraph;
    const marker = LIST_ITEM.exec(first);
    const indent = " ".repeat(marker ? marker[0].length : 0);
    const text = paragraph.map((line) => line.trim()).join(" ");
    result.push(...(isWide ? wrapLine(text, marker?.[1] ?? "", indent) : paragraph));
    paragraph = [];
  };
  for (const raw of lines) {
    const line = raw.trimEnd();
    const fence = fenceOn(line);
    if (fence || code || line === "" || TRAILER.test(line) || (/^\s{4}/.test(line) && !isListed(paragraph))) {
      flush();
      if (line !== "" || result.at(-1) !== "") result.push(line);
      if (!code) code = fence;
      else if (closesFence(line.trimStart(), code)) code = undefined;
      continue;
    }
    if (LIST_ITEM.test(line)) flush();
    paragraph.push(line);
  }
  flush();
  return result;
}

function isListed([first = ""]: readonly string[]): boolean {
  return LIST_ITEM.test(first);
}

/** A word that is longer than a line gets its own line. */
function wrapLine(text: string, firstIndent: string, indent: string): string[] {
  const lines: string[] = [];
  let line = firstIndent;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    if (!isEmpty && lengthOf(line) + 1 + lengthOf(word) > WIDTH) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return isEmpty ? lines : [...lines, line];
}

/** Characters as the user counts them. */
const lengthOf = (text: string) => [...text].length;
