/** One place in a real file, out of which a piece was taken that a model is to write. */
import type { Language } from "./corpus/packages.ts";

export const CASE_KINDS = ["line end", "new line", "mid-line", "block", "mid-word", "call or tag"] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export interface CompletionCase {
  /** Language, kind and place, which no other case has. */
  name: string;
  language: Language;
  kind: CaseKind;
  path: string;
  /** The file's text up to the cursor, and behind it; the piece that was taken out stood between them. */
  before: string;
  truth: string;
  after: string;
}

/** A hole in a text: UTF-16 offsets of the piece that is taken out. */
export interface Hole {
  start: number;
  end: number;
}

/** The file as it was. */
export const wholeText = ({ before, truth, after }: CompletionCase): string => before + truth + after;
