/** Contexts that rewind at every keystroke keep all cells; a conversation's keeps a sliding window's where there is one. */
export type ContextKind = "full" | "window";

/** Bytes of a context: they grow with its sequences, and with the tokens of all of them. */
export interface ContextCost {
  fixed: number;
  perSequence: number;
  perToken: number;
}

/** What is known of a model that can't be measured: it is not on this machine, or measuring it failed. */
export interface ModelFacts {
  /** With the output layer. */
  layers: number;
  trainContextSize?: number;
  weightBytes: number;
  /** Of that, the table of embeddings, which llama.cpp leaves in RAM. */
  embeddingBytes: number;
  contexts: Record<ContextKind, ContextCost>;
}
