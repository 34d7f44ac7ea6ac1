import * as v from "valibot";

/** Bytes of a context: they grow with its sequences, and with the tokens of all of them. */
const contextCost = v.object({ fixed: v.number(), perSequence: v.number(), perToken: v.number() });

/** The routed experts of a model, which can be on the CPU while the rest of their layers is on the GPU. */
export const expertFacts = v.object({
  /** Layers that have some. */
  layers: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
  /** In all layers together. */
  bytes: v.pipe(v.number(), v.minValue(0)),
  /** The part of them that a token is evaluated with. */
  usedShare: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  /** GPU memory of each context for those that a prompt's batch copies there from the CPU's memory. */
  copyBytes: v.pipe(v.number(), v.minValue(0)),
});

/** What is known of a model that can't be measured: it is not on this machine, or measuring it failed. */
export const modelFacts = v.object({
  /** With the output layer. */
  layers: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
  trainContextSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  weightBytes: v.pipe(v.number(), v.minValue(0)),
  /** Of that, the table of embeddings, which llama.cpp leaves in RAM. */
  embeddingBytes: v.pipe(v.number(), v.minValue(0)),
  /** Contexts that rewind at every keystroke keep all cells; a conversation's keeps a sliding window's where there is one. */
  contexts: v.object({ full: contextCost, window: contextCost }),
  /** Of a mixture of experts. */
  experts: v.optional(expertFacts),
});

export type ContextCost = v.InferOutput<typeof contextCost>;
export type ModelFacts = v.InferOutput<typeof modelFacts>;
export type ContextKind = keyof ModelFacts["contexts"];
