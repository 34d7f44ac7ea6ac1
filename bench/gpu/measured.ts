/** What is asked of both servers, and what each says it took. */

/** What the request was made for. */
export type Purpose = "cold prompt" | "keystroke" | "generation";

export interface Asked {
  purpose: Purpose;
  /** Tokens in the file before the cursor, about. */
  textTokens: number;
  /** The prompt as the engine tokenises it. */
  prompt: readonly number[];
  /** Tokens that were drawn. */
  generatedTokens: number;
  /** The cursor stood inside a word, so that a grammar held the first letters of the answer. */
  healed: boolean;
}

export interface Measured {
  /** Of the prompt; the others were in the cache. */
  evaluatedTokens: number;
  /** From the beginning of the work on the prompt to the first token drawn. */
  firstTokenMs: number;
  generatedTokens: number;
  /** From the first token drawn to the end. */
  followingMs: number;
  /** As the client saw it. */
  wallMs: number;
}

/** Prompt tokens per second. */
export const promptSpeed = ({ evaluatedTokens, firstTokenMs }: Measured): number =>
  (1_000 * evaluatedTokens) / firstTokenMs;

/** Tokens per second once the first one is drawn. */
export const generationSpeed = ({ generatedTokens, followingMs }: Measured): number =>
  (1_000 * (generatedTokens - 1)) / followingMs;
