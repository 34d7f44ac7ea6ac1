/** A task: code with a selection, what to do with it, and how to see that it was done. */
import type { EditDiagnostic } from "../../language-server/protocol/edit.ts";
import type { EditKind } from "../../language-server/protocol/edit-command.ts";
import type { Language } from "./code/grammar.ts";

/** What is asked for, and the kind of edit that the product is asked with. */
export const TASK_KINDS = {
  fix: "fix",
  rename: "edit",
  extract: "refactor",
  document: "document",
  "early return": "refactor",
  async: "refactor",
  types: "refactor",
  simplify: "refactor",
} as const satisfies Record<string, EditKind>;
export type TaskKind = keyof typeof TASK_KINDS;

/**
 * A condition on the text after the edit. Comments don't count, but for `documented`. Strings are compared without
 * white space; regular expressions see every run of white space as one space. `inside` is the name of a function to
 * look at, instead of the whole file.
 */
export type Check =
  | { has: string | RegExp; inside?: string }
  | { lacks: string | RegExp; inside?: string }
  /** A function of this name. */
  | { defines: string }
  /** Branches, loops and handlers in each other. */
  | { depthAtMost: number; inside: string }
  /** Has a comment in the language's style, of some words, and with these ones. */
  | { documented: string; mentions?: readonly string[] }
  /** Nothing is changed but comments. */
  | { sameCode: true };

/** As it is written down. Texts begin on the line after their opening quote. */
export interface TaskData {
  name: string;
  kind: TaskKind;
  /** Of the file, as the model sees it. */
  path: string;
  /** The file, with the selection between « and ». */
  text: string;
  /** "" or none for what the kind asks for by itself. */
  instruction?: string;
  /** What a compiler or linter says of the selection, each at the first place of these words in it. */
  problems?: readonly { at: string; message: string; code?: string | number; source?: string }[];
  /** Hold after the edit, and not before it. None where the compiler's errors say enough. */
  checks: readonly Check[];
  /** Hold before the edit and after it. */
  keeps?: readonly Check[];
  /** An answer that is right: what takes the place of the selection's lines. */
  answer: string;
  lineEnd?: "\r\n";
}

export interface Task extends Omit<TaskData, "text" | "problems" | "answer" | "lineEnd" | "keeps"> {
  language: Language;
  editKind: EditKind;
  instruction: string;
  keeps: readonly Check[];
  text: string;
  /** UTF-16 offsets of the selection, as a user would make it. */
  selection: Span;
  /** Its whole lines, the end of the last one included. */
  lines: Span;
  diagnostics: readonly EditDiagnostic[];
  answer: string;
}

export interface Span {
  start: number;
  end: number;
}

export function taskOf(data: TaskData, language: Language): Task {
  const { lineEnd = "\n", problems = [], name, kind } = data;
  const inLineEnds = (text: string) => text.replaceAll("\n", lineEnd);
  const marked = inLineEnds(data.text.replace(/^\n/, ""));
  const start = marked.indexOf("«");
  const end = marked.indexOf("»") - 1;
  if (start < 0 || end <= start) throw new Error(`${name}: nothing is selected.`);
  const text = marked.replace("«", "").replace("»", "");
  const selection = { start, end };
  const lines = wholeLines(text, selection);
  const lastEnd = /\r?\n$/.exec(text.slice(lines.start, lines.end))?.[0] ?? "";
  const diagnostics = problems.map(({ at, ...problem }) => {
    const found = text.indexOf(at, start);
    if (found < 0 || found >= end) throw new Error(`${name}: ${at} is not in the selection.`);
    const range = { start: positionAt(text, found), end: positionAt(text, found + at.length) };
    return { range, severity: 1 as const, ...problem };
  });
  return {
    ...data,
    name: `${language}/${name}`,
    language,
    editKind: TASK_KINDS[kind],
    instruction: data.instruction ?? "",
    keeps: data.keeps ?? [],
    text,
    selection,
    lines,
    diagnostics,
    answer: inLineEnds(data.answer.replace(/^\n|\n$/g, "")) + lastEnd,
  };
}

function wholeLines(text: string, { start, end }: Span): Span {
  const next = text.indexOf("\n", end);
  return { start: text.lastIndexOf("\n", start - 1) + 1, end: next < 0 ? text.length : next + 1 };
}

export function positionAt(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length - 1, character: offset - (before.lastIndexOf("\n") + 1) };
}

export function offsetAt(text: string, { line, character }: { line: number; character: number }): number {
  let start = 0;
  for (let at = 0; at < line; at++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return start + character;
}
