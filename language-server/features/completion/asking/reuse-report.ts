/** The prompt as it was sent, marked where the KV cache served it. */
import type { GenerateResult, Part, Prompt } from "../../../engine-protocol/protocol.ts";
import type { LastCompletion } from "../../../protocol/completion.ts";

/** A piece of a prompt with its share of the tokens. */
export interface SentPiece {
  text: string;
  reused: number;
  tokens: number;
}

/** What a prompt was sent as: its parts, or what the engine has made of its messages. */
export function sentPieces(prompt: Prompt, parts: GenerateResult["parts"]): SentPiece[] {
  if (!Array.isArray(prompt)) return parts.map(({ text = "", reused, tokens }) => ({ text, reused, tokens }));
  return prompt.map((part, index) => {
    const counted = parts[index];
    // The engine leaves out what the model has no token for.
    const text = counted?.tokens === 0 ? "" : textOf(part);
    return { text, reused: counted?.reused ?? 0, tokens: counted?.tokens ?? 0 };
  });
}

/**
 * A piece that the cache served up to a place within it is divided where it begins to differ from the same piece of
 * the prompt before.
 */
export function describeReuse(
  prompt: readonly SentPiece[],
  previous: readonly SentPiece[] | undefined,
): LastCompletion["prompt"] {
  const pieces: LastCompletion["prompt"] = [];
  const add = (text: string, reused: boolean) => {
    const last = pieces.at(-1);
    if (text === "") return;
    if (last?.reused === reused) last.text += text;
    else pieces.push({ text, reused });
  };
  prompt.forEach(({ text, reused, tokens }, index) => {
    const shared =
      reused === 0 ? 0 : reused === tokens ? text.length : commonLength(text, previous?.[index]?.text ?? "");
    add(text.slice(0, shared), true);
    add(text.slice(shared), false);
  });
  return pieces;
}

function textOf(part: Part): string {
  if ("heading" in part || "text" in part) return part.text;
  if ("unheaded" in part) return part.unheaded;
  if ("infill" in part) return `<${part.infill}>`;
  return "special" in part ? part.special : "";
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one.charAt(length) === other.charAt(length))
    length++;
  return length;
}
