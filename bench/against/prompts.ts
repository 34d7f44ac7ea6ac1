/** Texts to evaluate. */
import type { Part } from "../../language-server/engine-protocol/protocol.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";

/** Text of about so many tokens; that of another length or number differs from the beginning, so no cache has any of it. */
export const coldText = (tokens: number, number: number): string =>
  `${number}/${tokens}: ${proseOf(tokens - 4, number + 1)}`;

export const coldPrompt = (tokens: number, number: number): Part[] => [{ text: coldText(tokens, number) }];
