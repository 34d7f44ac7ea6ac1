/** How good a suggestion is, beside the code that stood there. Pure, but for the parser. */
import { columnOf } from "../../common/text-lines.ts";
import { unmatchedBrackets } from "../../language-server/context/brackets.ts";
import { readCode } from "../../language-server/context/lexical.ts";
import { type CompletionCase, wholeText } from "./case.ts";
import { commonLength, editDistance } from "./distance.ts";

/** What an editor would insert: UTF-16 offsets in the file without the piece. */
export interface Inserted {
  start: number;
  end: number;
  text: string;
}

export interface Score {
  /** Something was shown. The other figures are those of what was shown, or zero and false. */
  shown: boolean;
  /** The cursor's line is the file's, to its end. */
  firstLine: boolean;
  /** 1 for the very piece that was taken out, 0 for nothing of it. */
  similarity: number;
  /** How much of the suggestion's characters the piece has too, in their order, from 0 to 1. */
  kept: number;
  suggestedChars: number;
  /** It writes again what stands right of the cursor or on the next line. */
  repeats: boolean;
  /** Brackets are missing or left over that the file has in balance. */
  unbalanced: boolean;
  /** Errors that the file doesn't have. */
  parseErrors: number;
  /** A line stands in another column than the file's own, or mixes tabs and spaces. */
  wrongIndent: boolean;
}

export const NOT_SHOWN: Score = {
  shown: false,
  firstLine: false,
  similarity: 0,
  kept: 0,
  suggestedChars: 0,
  repeats: false,
  unbalanced: false,
  parseErrors: 0,
  wrongIndent: false,
};

/** How many errors a text has; undefined without a grammar. */
export type CountErrors = (text: string) => number | undefined;

/** @param inserted null where nothing was shown */
export function scoreOf(asked: CompletionCase, inserted: Inserted | null, countErrors: CountErrors): Score {
  if (inserted === null) return NOT_SHOWN;
  const { before, truth, after } = asked;
  const text = before + after;
  const result = text.slice(0, inserted.start) + inserted.text + text.slice(inserted.end);
  // What was typed over isn't new, so that it counts neither for the suggestion nor against it.
  const end = result.endsWith(after) ? result.length - after.length : inserted.start + inserted.text.length;
  const piece = result.slice(before.length, end);
  const whole = wholeText(asked);
  const errorsBefore = countErrors(whole);
  const errors = errorsBefore === undefined ? undefined : countErrors(result);
  return {
    shown: true,
    firstLine: lineAt(result, before.length) === lineAt(whole, before.length),
    similarity: 1 - editDistance(piece, truth) / Math.max(piece.length, truth.length, 1),
    kept: piece.length === 0 ? 0 : commonLength(piece, truth) / piece.length,
    suggestedChars: piece.length,
    repeats: repeatsWhatFollows(piece, truth, after),
    unbalanced: isUnbalanced(result, whole, asked),
    parseErrors: errors === undefined || errorsBefore === undefined ? 0 : Math.max(0, errors - errorsBefore),
    wrongIndent: hasWrongIndent(asked, piece),
  };
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf("\n", offset);
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, end < 0 ? undefined : end).trimEnd();
}

const TELLING_CHARS = 4;

function repeatsWhatFollows(piece: string, truth: string, after: string): boolean {
  const [rest = "", ...next] = after.split("\n");
  const nextLine = next.find((line) => line.trim() !== "")?.trim() ?? "";
  const lines = (text: string) => text.split("\n").map((line) => line.trim());
  const telling = (text: string) => (text.match(/\w/g)?.length ?? 0) >= TELLING_CHARS;
  const repeatsRest = (text: string) =>
    rest.trim().length > 1 && text.trimEnd().endsWith(rest.trim()) && telling(rest);
  const repeatsLine = (text: string) => telling(nextLine) && lines(text).includes(nextLine);
  return (repeatsRest(piece) && !repeatsRest(truth)) || (repeatsLine(piece) && !repeatsLine(truth));
}

/** Looks at the code from a while before the cursor: an error elsewhere in the file is not the suggestion's. */
function isUnbalanced(result: string, whole: string, { language }: CompletionCase): boolean {
  const balance = (text: string) => {
    const { openers, closers } = unmatchedBrackets(text, language);
    const { open } = readCode(text, language);
    return [...openers, ...closers].map(({ character }) => character).join("") + (open?.closer ?? "");
  };
  return balance(result) !== balance(whole);
}

function hasWrongIndent({ before, truth, language }: CompletionCase, piece: string): boolean {
  const cursorLine = before.slice(before.lastIndexOf("\n") + 1);
  const truthLines = `${cursorLine}${truth}`.split("\n");
  const lines = `${cursorLine}${piece}`.split("\n");
  const usesTabs = /^\t/m.test(before);
  const mixes = lines.slice(1).some((line) => (usesTabs ? /^ {2,}\S/ : /^ *\t/).test(line));
  // A string's lines may stand anywhere.
  if (mixes && readCode(before + piece, language).open === undefined) return true;
  const columns = new Map(truthLines.map((line) => [line.trim(), columnOf(line)]));
  return lines.some((line) => {
    const wanted = line.trim() === "" ? undefined : columns.get(line.trim());
    return wanted !== undefined && wanted !== columnOf(line) && !/^\W*$/.test(line);
  });
}
