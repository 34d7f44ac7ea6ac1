/** What the editor reports near the cursor. */
import type { Piece, PiecePlace } from "./piece.ts";

const MAX_SHOWN = 3;
const MAX_MESSAGE_CHARS = 200;
const MAX_CODE_CHARS = 60;

/** Those on the cursor's line. */
export function problemPieces({ uri, problems = [] }: PiecePlace): Piece[] {
  return problems
    .filter(({ onLine }) => onLine)
    .slice(0, MAX_SHOWN)
    .map(({ code, message }) => ({ kind: "problem", uri, text: said(code, message) }));
}

/** Whether a problem is still reported, be it on another line than the cursor's by now. */
export function isReported(problem: Piece, { problems = [] }: PiecePlace): boolean {
  return problems.some(({ code, message }) => said(code, message) === problem.text);
}

/** In one line, with the code that it is about. */
function said(code: string, message: string): string {
  const about = code.trim();
  const text = message.replace(/\s+/g, " ").trim().slice(0, MAX_MESSAGE_CHARS);
  return about === "" || about.includes("\n") || about.length > MAX_CODE_CHARS ? text : `${about}: ${text}`;
}
