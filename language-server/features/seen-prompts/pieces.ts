/** A prompt as the engine evaluated it. */
import type { GenerateResult, Part, Prompt } from "../../engine-protocol/protocol.ts";
import type { SeenPrompt } from "../../protocol/seen-prompts.ts";

type Piece = SeenPrompt["pieces"][number];
type ResultPart = GenerateResult["parts"][number];

/**
 * The texts of a prompt, special tokens by name, and how much of them the KV cache had, in UTF-16 units.
 *
 * @param parts what the engine says of the prompt's parts
 */
export function evaluatedPrompt(
  prompt: Prompt,
  parts: GenerateResult["parts"],
): Pick<SeenPrompt, "pieces" | "reusedLength"> {
  const all = Array.isArray(prompt)
    ? prompt.map((part, index) => piecesOf(part, parts[index]))
    : parts.map(({ text = "", isFrame = false }) => [{ text, isMarker: isFrame }]);
  let reusedLength = 0;
  let isReused = true;
  for (const [index, pieces] of all.entries()) {
    const { reused = 0, tokens = 0, freshLength = 0 } = parts[index] ?? {};
    const length = pieces.reduce((sum, { text }) => sum + text.length, 0);
    if (isReused && reused > 0) reusedLength += Math.max(0, length - freshLength);
    isReused &&= reused === tokens;
  }
  return { pieces: all.flat().filter(({ text }) => text !== ""), reusedLength };
}

function piecesOf(part: Part, result: ResultPart | undefined): Piece[] {
  // The engine leaves out what the model has no token for.
  if (!result || result.tokens === 0) return [];
  if ("special" in part) return [{ text: part.special, isMarker: true }];
  const marker = { text: result.special ?? "", isMarker: true };
  if ("heading" in part || "text" in part) return [marker, { text: part.text, isMarker: false }];
  if ("unheaded" in part) return [{ text: part.unheaded, isMarker: false }];
  return [marker];
}
