/** Which of the pieces that were found are shown, and in which order. */
import type { PieceKind } from "../../../prompt/completion-prompt.ts";
import type { Piece } from "./piece.ts";

/** Of code, as a rule; it decides what is left of the model's context for the file itself. */
const CHARS_PER_TOKEN = 3;
const MAX_TOKENS = 900;
/** Beyond those: they stand for the file before the cursor, which is short where it is a cell. */
const MAX_TOKENS_OF_CELLS = 850;
/** So much of it for pieces of one kind. */
const MAX_TOKENS_OF_KIND: Record<PieceKind, number> = {
  definition: 400,
  cell: MAX_TOKENS_OF_CELLS,
  similar: 400,
  edit: 200,
  problem: 100,
};

/**
 * The pieces that are shown. What the KV cache holds comes first, where it was; what is new follows, and what is
 * beside the code at the cursor anyway is the last.
 *
 * @param found the most stable kind first, of each the best first
 * @param previous what was shown before
 */
export function chosenPieces(found: readonly Piece[], previous: readonly Piece[]): Piece[] {
  const chosen: Piece[] = [];
  const left = { ...MAX_TOKENS_OF_KIND };
  let othersLeft = MAX_TOKENS;
  for (const piece of found) {
    const tokens = tokensOf(piece);
    if (tokens > left[piece.kind] || (piece.kind !== "cell" && tokens > othersLeft)) continue;
    if (chosen.some((other) => saysTheSame(other, piece))) continue;
    chosen.push(piece);
    left[piece.kind] -= tokens;
    if (piece.kind !== "cell") othersLeft -= tokens;
  }
  const places = new Map(previous.map((piece, index) => [keyOf(piece), index]));
  const place = (piece: Piece) => places.get(keyOf(piece)) ?? previous.length;
  // Those that are new keep the order in which they were found. The cells of a notebook have an order of their own.
  const cells = chosen.filter(({ kind }) => kind === "cell");
  const others = chosen.filter(({ kind }) => kind !== "cell");
  return [...cells, ...others.toSorted((a, b) => place(a) - place(b))];
}

function tokensOf({ text }: Piece): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

function keyOf({ kind, uri, text }: Piece): string {
  return JSON.stringify([kind, uri, text]);
}

/** Whether two pieces of code are of the same place: one has the first line of the other. */
function saysTheSame(one: Piece, other: Piece): boolean {
  if (one.uri !== other.uri || !isCode(one) || !isCode(other)) return keyOf(one) === keyOf(other);
  return hasFirstLineOf(one, other) || hasFirstLineOf(other, one);
}

function hasFirstLineOf(one: Piece, other: Piece): boolean {
  const [first = ""] = other.text.trimStart().split("\n", 1);
  return one.text.includes(first.trim());
}

function isCode({ kind }: Piece): boolean {
  return kind === "definition" || kind === "similar";
}
