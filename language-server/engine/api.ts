/** What features see of the engine. `client.ts` implements it; nothing else of the engine is for features. */
import type { Disposable } from "vscode-jsonrpc";
import type { EngineStats, ModelStatus } from "../protocol/status.ts";
import type { EngineSettings, GenerateParams, GenerateResult, StreamedToken } from "./protocol.ts";

export type GenerateOptions = {
  /** Ends the generation within one token or prompt batch; the result then says "cancelled". */
  signal: AbortSignal;
  /** Called in order, as tokens arrive. */
  onTokens?: (tokens: StreamedToken[]) => void;
};

export interface Engine {
  /** The last status that the engine sent, or what the client knows about its absence. */
  readonly status: ModelStatus;
  onStatus(listener: (status: ModelStatus) => void): Disposable;
  /**
   * Runs one generation. Never rejects for a state that is no bug of the caller: an engine that died answers
   * with stopReason "engineLost", no ready model with "unusable" (`status` says why); both with zero counts.
   */
  generate(request: Omit<GenerateParams, "id">, options: GenerateOptions): Promise<GenerateResult>;
  /** Exact token counts, cached by text. Rejects while no model is ready. */
  count(texts: string[]): Promise<number[]>;
  /** Hands new settings over. `explicit` when the person changed them just now. */
  configure(settings: EngineSettings, explicit: boolean): Promise<ModelStatus>;
  load(): Promise<ModelStatus>;
  unload(): Promise<ModelStatus>;
  /** This client's share since it was created. */
  stats(): EngineStats;
  dispose(): Promise<void>;
}
