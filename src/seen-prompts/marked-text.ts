/** A prompt as a text with marks. */
import type { SeenPrompt } from "../../language-server/protocol/seen-prompts.ts";

/** As an editor counts: from 0, in UTF-16 units. */
interface Place {
  line: number;
  character: number;
}

interface Span {
  start: Place;
  end: Place;
}

export interface MarkedText {
  text: string;
  /** Special tokens, and what the model's template says. */
  markers: Span[];
  /** What the KV cache had: it begins the text. */
  reused: Span;
  /** What the model had to evaluate: the rest. */
  evaluated: Span;
}

export function markedText({
  pieces,
  reusedLength,
}: Pick<SeenPrompt, "pieces" | "reusedLength">): MarkedText {
  const text = pieces.map((piece) => piece.text).join("");
  const start = { line: 0, character: 0 };
  const divide = placeAfter(start, text.slice(0, reusedLength));
  const markers: Span[] = [];
  let at: Place = start;
  for (const piece of pieces) {
    const end = placeAfter(at, piece.text);
    if (piece.isMarker) markers.push({ start: at, end });
    at = end;
  }
  return { text, markers, reused: { start, end: divide }, evaluated: { start: divide, end: at } };
}

/** Line breaks are what an editor takes for such. */
function placeAfter({ line, character }: Place, text: string): Place {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines.at(-1) ?? "";
  return lines.length === 1
    ? { line, character: character + text.length }
    : { line: line + lines.length - 1, character: last.length };
}
