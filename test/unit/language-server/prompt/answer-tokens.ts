/** Answers of a model, as tokens to parse. */
import type { Part, StreamedToken } from "../../../../language-server/engine-protocol/protocol.ts";
import {
  type AnswerEvent,
  type Malformation,
  StreamParser,
} from "../../../../language-server/prompt/stream-parser.ts";

/** What a model generated: `<|…|>` in it are special tokens. `cut` says how texts become tokens. */
export function tokensOf(
  written: string,
  cut: (text: string) => string[] = (text) => [text],
): StreamedToken[] {
  return written
    .split(/(<\|[a-z]+\|>)/)
    .filter((piece) => piece !== "")
    .flatMap((piece) => (/^<\|[a-z]+\|>$/.test(piece) ? [special(piece)] : cut(piece).map(text)));
}

export const special = (name: string): StreamedToken => ({ id: 0, special: name });
export const text = (piece: string): StreamedToken => ({ id: 0, text: piece });

export const tokensOfParts = (parts: readonly Part[], cut: (text: string) => string[]): StreamedToken[] =>
  parts.flatMap((part) => {
    if ("special" in part) return [special(part.special)];
    return "text" in part ? cut(part.text).map(text) : [];
  });

/** What came out, the pieces of each message put together. */
export interface Parsed {
  reasoning: string[];
  preamble: string[];
  answer: string[];
  unmarked: string[];
  calls: { name: string; arguments: string }[];
  malformed: Malformation[];
}

export function parse(
  tokens: readonly StreamedToken[],
  { begun, stoppedBy }: { begun?: "answer" | "final"; stoppedBy?: string } = {},
): Parsed {
  const parser = new StreamParser(begun);
  return collect([...tokens.flatMap((token) => parser.push(token)), ...parser.end(stoppedBy)]);
}

function collect(events: readonly AnswerEvent[]): Parsed {
  const parsed: Parsed = { reasoning: [], preamble: [], answer: [], unmarked: [], calls: [], malformed: [] };
  let last = 0;
  for (const event of events) {
    if (event.kind === "toolCall") {
      parsed.calls.push({ name: event.name, arguments: event.arguments });
      continue;
    }
    if (event.kind === "malformed") {
      parsed.malformed.push(event.why);
      continue;
    }
    const messages = parsed[event.kind];
    messages.push((event.message === last ? (messages.pop() ?? "") : "") + event.text);
    last = event.message;
  }
  return parsed;
}
