import type { Part, Prompt } from "../language-server/engine-protocol/protocol.ts";

/** The parts of a prompt of gpt-oss, which the benchmarks run on. */
export function partsOf(prompt: Prompt): Part[] {
  if (!Array.isArray(prompt)) throw new Error("The benchmark's model is no gpt-oss.");
  return prompt;
}
