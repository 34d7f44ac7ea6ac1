/** One of the two that are compared: it answers prompts with the same model, greedily. */
import type { Part } from "../../language-server/engine-protocol/protocol.ts";

/** Both work on one of either kind at once. */
export type Use = "chat" | "completion";

export interface Request {
  use: Use;
  /** Names the conversation or document: its cache is the request's. */
  session: string;
  prompt: readonly Part[];
  /** How many are drawn, whatever the model says. */
  tokens: number;
  signal?: AbortSignal;
  /** Called for each one that is drawn. */
  onToken?: () => void;
}

/** What a request took as its client sees it, in milliseconds. */
export interface Run {
  /** Tokens of the prompt that were not in the cache. */
  evaluatedTokens: number;
  generatedTokens: number;
  firstTokenMs: number;
  totalMs: number;
}

export interface Side {
  /** The process that has the model. */
  pid: number;
  /** A request that is cancelled resolves with what there is. */
  complete(request: Request): Promise<Run>;
}

export interface Sides {
  ossicle: Side;
  llamaCpp: Side;
}

/** Prompt tokens a second, up to the first token drawn. */
export const promptSpeed = ({ evaluatedTokens, firstTokenMs }: Run): number =>
  (1_000 * evaluatedTokens) / firstTokenMs;

/** Tokens a second once the first one is drawn. */
export const generationSpeed = ({ generatedTokens, firstTokenMs, totalMs }: Run): number =>
  (1_000 * (generatedTokens - 1)) / (totalMs - firstTokenMs);
