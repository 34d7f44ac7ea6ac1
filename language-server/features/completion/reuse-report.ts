/** The prompt as it was sent, marked where the KV cache served it. */
import type { GenerateResult, Part } from "../../engine/protocol.ts";
import type { LastCompletion } from "../../protocol/status.ts";

/**
 * A part that the cache served up to a place within it is divided where it begins to differ from the same part of
 * the prompt before.
 */
export function describeReuse(
  prompt: readonly Part[],
  parts: GenerateResult["parts"],
  previous: readonly Part[] | undefined,
): LastCompletion["prompt"] {
  const pieces: LastCompletion["prompt"] = [];
  const add = (text: string, reused: boolean) => {
    const last = pieces.at(-1);
    if (text === "") return;
    if (last?.reused === reused) last.text += text;
    else pieces.push({ text, reused });
  };
  prompt.forEach((part, index) => {
    const text = textOf(part);
    const { reused, tokens } = parts[index] ?? { reused: 0, tokens: 0 };
    const before = previous?.[index];
    const shared =
      reused === 0 ? 0 : reused === tokens ? text.length : commonLength(text, before ? textOf(before) : "");
    add(text.slice(0, shared), true);
    add(text.slice(shared), false);
  });
  return pieces;
}

function textOf(part: Part): string {
  if ("text" in part) return part.text;
  return "special" in part ? part.special : "";
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one.charAt(length) === other.charAt(length))
    length++;
  return length;
}
