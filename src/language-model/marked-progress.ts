/**
 * What is shown while the model hasn't begun to write: the little that VS Code lets a model say before its answer is its
 * thoughts. They come back with the next step's request, joined with the real ones, so these are marked.
 */
import { percent } from "../../common/format.ts";
import { t } from "../text/l10n.ts";

/** Shown as nothing. */
const MARK = "\u2063";
const MARKED = new RegExp(`${MARK}[^${MARK}]*(?:${MARK}|$)`, "g");
/** How often it is said how far a prompt is: what was said stays there to read. */
const STEPS = 5;

/** Without what was no thought. */
export function withoutProgress(thoughts: string): string {
  return thoughts.replace(MARKED, "");
}

/** Says how an answer's request goes, piece by piece: each is put behind those before it. */
export class ProgressText {
  #step = -1;
  /** Something was said that has to be set off from what follows. */
  #isOpen = false;

  /** The model isn't loaded yet. */
  loads(name: string): string {
    return this.#line(t("Loading {0}…", name));
  }

  queued(): string {
    return this.#line(t("Waiting for another answer…"));
  }

  /** "" where there is nothing new to say. */
  reads(evaluatedTokens: number, promptTokens: number): string {
    const step = Math.min(STEPS, Math.floor((STEPS * evaluatedTokens) / promptTokens));
    if (step <= this.#step) return "";
    const begins = this.#step < 0;
    this.#step = step;
    const share = percent(step / STEPS);
    return begins
      ? this.#line(t("Reading {0} tokens: {1}", promptTokens.toLocaleString(), share))
      : marked(` … ${share}`);
  }

  /** What sets it off from the thoughts, once. */
  ends(): string {
    const end = this.#isOpen ? marked(BREAK) : "";
    this.#isOpen = false;
    return end;
  }

  #line(text: string): string {
    const line = marked(`${this.#isOpen ? BREAK : ""}${text}`);
    this.#isOpen = true;
    return line;
  }
}

const BREAK = "\n\n";
const marked = (text: string) => `${MARK}${text}${MARK}`;
