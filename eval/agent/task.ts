/** A task: a repository, what is asked about it, and how to see that it was done. */
import type { AgentMode } from "../../language-server/protocol/chat.ts";

export const TASK_KINDS = ["explain", "fix", "rename", "option", "test", "build"] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export const TASK_LANGUAGES = ["typescript", "javascript", "python", "go"] as const;
export type TaskLanguage = (typeof TASK_LANGUAGES)[number];

/** Texts of files by their paths in the repository. */
export type Files = Readonly<Record<string, string>>;

/** What the judge looks at, and the model doesn't see. Every check starts from a copy of what the model left. */
export type Check =
  /** A program with its arguments, as it is written, ends without an error; `fails`: with one. */
  | {
      run: readonly string[];
      /** Are put there before, in the place of what is there. */
      files?: Files;
      /** Of both its streams. */
      prints?: RegExp;
      fails?: true;
    }
  /** A file is there and has this, or lacks it. */
  | { file: string; has: RegExp }
  | { file: string; lacks: RegExp }
  /** No file has it. */
  | { nowhere: RegExp }
  | { gone: string }
  /** These files are as they were. */
  | { same: readonly string[] }
  /** The model's answer says it. */
  | { answer: RegExp };

/** A call as a model makes it. */
export interface SessionCall {
  name: string;
  arguments: Readonly<Record<string, unknown>>;
}

/** As it is written down. */
export interface TaskData {
  name: string;
  kind: TaskKind;
  /** Texts begin on the line after their opening quote. */
  files: Files;
  question: string;
  checks: readonly Check[];
  /** What solves it: calls, then the answer. */
  session: { calls: readonly SessionCall[]; answer: string };
  /** An answer that was made without looking, and is wrong. */
  guess?: string;
}

export interface Task extends TaskData {
  language: TaskLanguage;
  /** Questions are asked in Ask, everything else in Agent. */
  mode: AgentMode;
}

export function taskOf(data: TaskData, language: TaskLanguage): Task {
  const files = Object.fromEntries(
    Object.entries(data.files).map(([path, text]) => [path, text.replace(/^\n/, "")]),
  );
  return {
    ...data,
    files,
    name: `${language}/${data.name}`,
    language,
    mode: data.kind === "explain" ? "ask" : "agent",
  };
}
