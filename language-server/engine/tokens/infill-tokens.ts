/** The tokens between which a model fills in, and in which order it was trained on them. */
import type { LlamaModel, Token } from "node-llama-cpp";

export type InfillName = "prefix" | "suffix" | "middle";

/** Seed-Coder's, which llama.cpp doesn't know as such (https://github.com/ggml-org/llama.cpp/issues/17900). */
const SUFFIX_FIRST: Record<InfillName, string> = {
  prefix: "<[fim-prefix]>",
  suffix: "<[fim-suffix]>",
  middle: "<[fim-middle]>",
};

/** Families that have the usual tokens in the other order, by their architecture or name: https://huggingface.co/JetBrains/Mellum-4b-base */
const SUFFIX_FIRST_FAMILY = /\bmellum/i;

/**
 * Undefined for a model that has no such token. Some begin to fill in right after the suffix.
 *
 * @param find looks for a special token by name
 */
export function infillToken(
  model: LlamaModel,
  name: InfillName,
  find: (name: string) => Token | undefined,
): Token | undefined {
  return model.tokens.infill[name] ?? find(SUFFIX_FIRST[name]);
}

/** Whether it was trained with what stands after the gap before what stands before it. */
export function hasSuffixFirst(model: LlamaModel): boolean {
  if (model.tokens.infill.prefix === null) return true;
  const { architecture, name } = model.fileInfo.metadata.general;
  return SUFFIX_FIRST_FAMILY.test(architecture) || SUFFIX_FIRST_FAMILY.test(name ?? "");
}
