/**
 * Cuts a text into blocks of lines that have the same tokens for themselves as within the text.
 *
 * llama.cpp makes tokens word by word, and finds words by an expression. In those of the vocabularies named here, a
 * line break is only ever followed by white space with further line breaks, by "/" or by other line breaks within the
 * same word. So a word ends between a line break and a line that begins otherwise, and what comes before has the same
 * words with or without it.
 */
import { LIKE_GPT_4O } from "./long-words.ts";

/** The names of llama.cpp for vocabularies whose words end with the lines. */
const WORDS_END_WITH_LINES = new Set([
  ...LIKE_GPT_4O,
  ...["llama-bpe", "llama3", "llama-v3", "falcon3", "pixtral"],
  ...["qwen2", "deepseek-r1-qwen", "hunyuan"],
]);
/** In UTF-16 units. */
const MIN_BLOCK_LENGTH = 64;

const LINE_STARTS = /(?<=\n)(?:(?=[ \t]*[!-.0-~])|(?=[ \t]+\/))/g;

/** Whether a vocabulary, by its kind and its name for words, allows for blocks. */
export function hasLineBlocks({ model, pre }: { model?: string; pre?: string } = {}): boolean {
  return model === "gpt2" && WORDS_END_WITH_LINES.has(pre ?? "");
}

/** Where the blocks of a text end, but for the last one. What comes behind an end has no say in it. */
export function blockEnds(text: string): number[] {
  const ends: number[] = [];
  for (const { index } of text.matchAll(LINE_STARTS))
    if (index - (ends.at(-1) ?? 0) >= MIN_BLOCK_LENGTH) ends.push(index);
  return ends;
}
