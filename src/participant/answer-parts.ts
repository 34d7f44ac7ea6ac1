/** What of an answer is said next in VS Code's chat, where nothing that was said can be taken back. Pure. */
import { longestBacktickRun } from "../../common/fence.ts";
import type { StepFacts } from "../../language-server/protocol/agent.ts";
import {
  type Answer,
  type CallStep,
  compactedText,
  plainStep,
  stepLine,
  type Waiting,
} from "../chat/shared.ts";
import { escapeMarkdown } from "../text/escape-markdown.ts";
import { t } from "../text/l10n.ts";

export type AnswerPart =
  /** Markdown. */
  | { kind: "text"; text: string }
  /** The name of a file, to open it at a line counted from 1. */
  | { kind: "file"; uri: string; title: string; line: number }
  /** Lines of a file that the model has read, counted from 1. */
  | { kind: "reference"; uri: string; first: number; last: number }
  /** What happens now; it goes when more is said. */
  | { kind: "progress"; text: string };

/** The view puts a step's target there. */
const TARGET = "{0}";

/** Follows one answer as it grows. */
export class AnswerParts {
  readonly #showsCommands: boolean;
  /** Steps that have been said. */
  #steps = 0;
  /** What has been said of the text since the last of them. */
  #said = "";
  /** The last progress, so that it isn't said twice. */
  #progress = "";
  #last: "nothing" | "text" | "line" = "nothing";

  /** @param showsCommands whether commands have lines; not where VS Code shows them itself */
  constructor(showsCommands: boolean) {
    this.#showsCommands = showsCommands;
  }

  /** What is new since the last state of the answer, and what it waits for. */
  next(answer: Answer, { isQueued, promptTokens }: Waiting): AnswerPart[] {
    const parts: AnswerPart[] = [];
    for (const step of answer.steps.slice(this.#steps)) {
      if (step.kind === "compacted") {
        parts.push(...this.#line([{ kind: "text", text: `*${escapeMarkdown(compactedText(step))}*` }]));
      } else {
        parts.push(...this.#text(step.text));
        const isOver = answer.end !== undefined;
        const isShown = this.#showsCommands || step.aim.kind !== "run" || step.facts?.kind === "failed";
        if (!step.facts && !isOver)
          return isShown ? [...parts, ...this.#happens(plainStep(step, false), step.id)] : parts;
        if (isShown) for (const each of linesOf(step)) parts.push(...this.#line(each));
        else this.#last = "line";
        parts.push(...readPart(step.facts));
      }
      this.#steps++;
      this.#said = "";
      this.#progress = "";
    }
    parts.push(...this.#text(answer.answer));
    if (answer.end || answer.answer !== "") return parts;
    if (isQueued) return [...parts, ...this.#happens(t("Waiting for the answer of another chat…"), "queued")];
    if (promptTokens !== undefined) {
      const text = t("Reading {0} tokens…", promptTokens.toLocaleString());
      return [...parts, ...this.#happens(text, "reading")];
    }
    return answer.reasoning === "" ? parts : [...parts, ...this.#happens(t("Thinking…"), "thinking")];
  }

  /** What is new of a text. One that was written again is passed over as far as it is the same. */
  #text(text: string): AnswerPart[] {
    if (this.#said.startsWith(text)) return [];
    const isNext = text.startsWith(this.#said);
    const fresh = isNext ? text.slice(this.#said.length) : text;
    const gap = this.#last === "line" || !isNext ? "\n\n" : "";
    this.#said = text;
    this.#last = "text";
    return [{ kind: "text", text: gap + fresh }];
  }

  /** A line of its own; lines after each other are one block. */
  #line(line: readonly AnswerPart[]): AnswerPart[] {
    const gap = { nothing: "", text: "\n\n", line: "  \n" }[this.#last];
    this.#last = "line";
    return gap === "" ? [...line] : [{ kind: "text", text: gap }, ...line];
  }

  #happens(text: string, key: string): AnswerPart[] {
    if (this.#progress === key) return [];
    this.#progress = key;
    return [{ kind: "progress", text }];
  }
}

/** A line for a step, or for each file that it has changed. */
function linesOf(step: CallStep): AnswerPart[][] {
  const { facts } = step;
  if (facts?.kind !== "edited" || facts.files.length < 2) return [lineOf(step)];
  return facts.files.map((file) => lineOf({ ...step, facts: { ...facts, files: [file] } }));
}

function lineOf(step: CallStep): AnswerPart[] {
  const { label, target, detail, isDone, file } = stepLine(step, true);
  const [before = "", after = ""] = label.split(TARGET);
  const text = (words: string): AnswerPart => ({ kind: "text", text: words });
  const mark = isDone ? "✓" : "✗";
  const named: AnswerPart = file
    ? { kind: "file", uri: file.uri, title: target, line: file.line }
    : text(step.aim.kind === "run" ? code(target) : escapeMarkdown(target));
  const rest = `${escapeMarkdown(after)}${detail === "" ? "" : ` · ${escapeMarkdown(detail)}`}`;
  return [text(`${mark} ${escapeMarkdown(before)}`), named, ...(rest === "" ? [] : [text(rest)])];
}

function readPart(facts: StepFacts | undefined): AnswerPart[] {
  if (facts?.kind !== "read") return [];
  const { uri, first, last } = facts;
  return [{ kind: "reference", uri, first: Math.max(first, 1), last: Math.max(last, 1) }];
}

/** Code within a line, whatever backticks it has. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  const longest = longestBacktickRun(line);
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}
