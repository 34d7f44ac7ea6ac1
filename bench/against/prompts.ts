/** Texts to evaluate. */
import type { Part } from "../../language-server/engine-protocol/protocol.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";

/**
 * Text of about so many tokens. That of another length or number has another first token, the vocabulary's for up to three
 * digits, so no cache has any of it.
 */
export const coldText = (tokens: number, number: number): string =>
  `${(tokens + number) % 1_000}: ${proseOf(tokens - 2, number + 1)}`;

export const coldPrompt = (tokens: number, number: number): Part[] => [{ text: coldText(tokens, number) }];
