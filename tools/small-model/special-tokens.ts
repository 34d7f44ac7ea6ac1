/** Harmony's special tokens, at ids that SmolLM2 has no use for, in the order of the delta's rows. */
export interface SpecialToken {
  id: number;
  name: string;
  /** The base model's token whose embedding it starts with, before the delta; its own one where there is none. */
  embedding?: string;
  /** The same for its row of the head; null for zeros, with which it is never drawn. */
  head?: string | null;
}

export const SPECIAL_TOKENS: readonly SpecialToken[] = [
  { id: 1, name: "<|start|>" }, // was <|im_start|>
  { id: 2, name: "<|end|>" }, // was <|im_end|>
  { id: 8, name: "<|message|>", embedding: "Ċ", head: null }, // a line break in GPT-2's spelling
  { id: 9, name: "<|channel|>", embedding: "Ġ", head: null }, // a space
  { id: 10, name: "<|return|>", embedding: "<|im_end|>", head: "<|im_end|>" },
  { id: 11, name: "<|call|>", embedding: "<|im_end|>", head: null },
  { id: 12, name: "<|constrain|>", head: null },
  { id: 13, name: "<|startoftext|>", head: null },
];

/** The id of a special token by name. */
export function specialId(name: string): number {
  const token = SPECIAL_TOKENS.find((special) => special.name === name);
  if (!token) throw new Error(`There is no special token ${name}.`);
  return token.id;
}
