/**
 * What the model has answered lately. Each place that it was asked at is a node, its answers are the branches from
 * there, and a cursor is found anywhere on a branch: at any typed length, after going back, after undo, and after
 * accepting a word or a line. An answer counts only while the text around its place is the same.
 */
import { LruMap } from "../../../../common/lru-map.ts";
import { isBlank } from "../../../../common/text-lines.ts";
import { normalizeEol } from "../answer/trim.ts";
import type { CompletionAnswer } from "../completion-answer.ts";
import type { CursorContext } from "../cursor-context.ts";
import { insertionOf, knowInsertion } from "../insertion.ts";
import { withLineFeeds } from "../text-windows.ts";
import { continuation, hasOnlyTyped, offer, type ShownSuggestion } from "./typing-as-suggested.ts";

const MAX_DOCUMENTS = 16;
const MAX_ANSWERS = 24;

interface Branch extends ShownSuggestion {
  languageId: string;
  /** How much of the answer was worth showing at its place: what was cut off it there is shown nowhere. */
  usable: number;
  /** What was shown, with line feeds; undefined where it took the place of something, or the answer goes on. */
  inserted: string | undefined;
}

export class AnswerTree {
  /** By the document's URI, the latest answer first. */
  readonly #branches = new LruMap<string, readonly Branch[]>(MAX_DOCUMENTS);

  /** @param isAlternative it counts less than what is known already */
  add(context: CursorContext, answer: CompletionAnswer, isAlternative = false): void {
    const insertion = insertionOf(answer, context);
    const text = withLineFeeds(insertion?.text ?? "");
    const inserted = insertion?.replaced === 0 && !answer.isBeginning ? text : undefined;
    const { languageId } = context;
    const branch = { ...offer(answer, context), languageId, usable: text.length, inserted };
    const others = (this.#branches.get(context.uri) ?? []).filter((known) => !isSame(known, branch));
    const at = isAlternative ? Math.min(others.length, MAX_ANSWERS - 1) : 0;
    this.#branches.set(context.uri, others.toSpliced(at, 0, branch).slice(0, MAX_ANSWERS));
  }

  /**
   * The answers whose beginning is what was typed since, each without that beginning, the latest first. One that had
   * nothing to say is known only where it was asked for.
   */
  find(context: CursorContext): CompletionAnswer[] {
    return (this.#branches.get(context.uri) ?? []).flatMap((branch) => restOf(branch, context) ?? []);
  }

  /** Forgets an answer that was given there. */
  remove(uri: string, answer: CompletionAnswer): void {
    const others = (this.#branches.get(uri) ?? []).filter((known) => known.answer !== answer);
    this.#branches.set(uri, others);
  }

  clear(): void {
    this.#branches.clear();
  }
}

function restOf(branch: Branch, context: CursorContext): CompletionAnswer | undefined {
  const { answer, offset, usable, inserted } = branch;
  const isNear =
    context.languageId === branch.languageId &&
    context.cursor >= offset &&
    context.cursor - offset <= 2 * usable;
  const went = isNear ? continuation(branch, context) : undefined;
  if (went?.kind !== "along") return undefined;
  const { typed } = went;
  if (typed !== "" && typed.length >= usable) return undefined;
  const rest = { ...answer, text: answer.text.slice(typed.length) };
  const shown =
    inserted?.startsWith(typed) && hasOnlyTyped(branch, context) ? inserted.slice(typed.length) : "";
  // Fitted anew, a bracket of its own might be taken for one that stands behind it.
  if (!isBlank(shown)) knowInsertion(rest, context, { text: normalizeEol(shown, context.eol), replaced: 0 });
  return rest;
}

function isSame(one: Branch, other: Branch): boolean {
  return (
    one.offset === other.offset &&
    one.following === other.following &&
    one.answer.text === other.answer.text &&
    one.before === other.before &&
    one.rest === other.rest &&
    one.after === other.after
  );
}
