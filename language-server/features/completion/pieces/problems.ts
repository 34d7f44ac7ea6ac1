/** What the editor reports near the cursor. */
import type { Piece, PiecePlace } from "./piece.ts";

const MAX_SHOWN = 3;
const MAX_MESSAGE_CHARS = 200;
const MAX_CODE_CHARS = 60;

export function problemPieces({ uri, problems = [] }: PiecePlace): Piece[] {
  return problems
    .slice(0, MAX_SHOWN)
    .map(({ code, message }) => ({ kind: "problem", uri, text: said(code, message) }));
}

/** In one line, with the code that it is about. */
function said(code: string, message: string): string {
  const about = code.trim();
  const text = message.replace(/\s+/g, " ").trim().slice(0, MAX_MESSAGE_CHARS);
  return about === "" || about.includes("\n") || about.length > MAX_CODE_CHARS ? text : `${about}: ${text}`;
}
