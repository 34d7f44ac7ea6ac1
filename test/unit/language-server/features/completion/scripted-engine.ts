/** An engine that answers from a script: the engine's side of `engine/api.ts`, without a model. */
import type { Disposable } from "vscode-jsonrpc";
import type { Engine, GenerateOptions } from "../../../../../language-server/engine-client/api.ts";
import type {
  GenerateParams,
  GenerateResult,
  Part,
} from "../../../../../language-server/engine-protocol/protocol.ts";
import { delay } from "../../../../../language-server/features/completion/delay.ts";
import { LANES } from "../../../../../language-server/protocol/lanes.ts";
import type { EngineStats, ModelStatus, StopReason } from "../../../../../language-server/protocol/status.ts";

export type Request = Omit<GenerateParams, "id">;

export interface Script {
  text?: string;
  /** How sure it is of its first tokens, one after the other. */
  confidences?: readonly number[];
  /** How it ends when nobody aborts it. */
  stopReason?: StopReason;
  /** A special token in the middle of the stream, after the text. */
  special?: string;
  /** Nothing is generated before this resolves. */
  after?: Promise<void>;
  /** After this much text nothing more comes until it is aborted, or goes on. */
  stallsAfter?: number;
  goesOn?: Promise<void>;
  /** Between two pieces, in milliseconds. */
  paceMs?: number;
  /** It says how the generation ended after this. */
  endsAfter?: Promise<void>;
  /** The request is refused as one that doesn't run. */
  refused?: boolean;
}

export class ScriptedEngine implements Engine {
  status: ModelStatus = { state: "ready" };
  script: (request: Request) => Script = () => ({});
  readonly requests: { request: Request; aborted: boolean; streamed: string }[] = [];
  /** How many are under way. */
  running = 0;
  readonly #listeners = new Set<(status: ModelStatus) => void>();
  loads = 0;

  async generate(request: Request, { signal, onTokens }: GenerateOptions): Promise<GenerateResult> {
    const entry = { request, aborted: false, streamed: "" };
    this.requests.push(entry);
    this.running++;
    const {
      text = "",
      confidences = [],
      stopReason = "end",
      special,
      after,
      stallsAfter,
      goesOn,
      paceMs,
      endsAfter,
      refused = false,
    } = this.script(request);
    const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
    if (after) await Promise.race([after, aborted]);
    for (const [index, piece] of (refused ? [] : (text.match(/.{1,3}/gsu) ?? [])).entries()) {
      if (stallsAfter !== undefined && entry.streamed.length >= stallsAfter)
        await Promise.race(goesOn ? [aborted, goesOn] : [aborted]);
      if (paceMs !== undefined) await delay(paceMs, signal);
      if (signal.aborted) break;
      entry.streamed += piece;
      onTokens?.([{ id: 1, text: piece, confidence: confidences[index] }]);
      await Promise.resolve();
    }
    if (special !== undefined && !signal.aborted) onTokens?.([{ id: 2, special }]);
    entry.aborted = signal.aborted;
    await endsAfter;
    this.running--;
    return {
      stopReason: signal.aborted ? "cancelled" : stopReason,
      counts: {
        promptTokens: refused ? 0 : 100,
        reusedTokens: refused ? 0 : 98,
        generatedTokens: entry.streamed.length,
        draftedTokens: 0,
        acceptedTokens: 0,
        firstTokenMs: 1,
        totalMs: 2,
      },
      forwardPasses: 0,
      evaluatedTokens: 2,
      parts: refused ? [] : partsOf(request).map(() => ({ tokens: 2, reused: 2 })),
    };
  }

  onStatus(listener: (status: ModelStatus) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  become(status: ModelStatus): void {
    this.status = status;
    for (const listener of this.#listeners) listener(status);
  }

  async count(texts: string[]): Promise<number[]> {
    return texts.map((text) => text.length);
  }

  async configure(): Promise<ModelStatus> {
    return this.status;
  }

  async load(): Promise<ModelStatus> {
    this.loads++;
    return this.status;
  }

  async unload(): Promise<ModelStatus> {
    return this.status;
  }

  stats(): EngineStats {
    const none = {
      requests: 0,
      promptTokens: 0,
      evaluatedTokens: 0,
      reusedTokens: 0,
      generatedTokens: 0,
      draftedTokens: 0,
      acceptedTokens: 0,
      firstTokenMs: [],
      totalMs: [],
    };
    return Object.fromEntries(LANES.map((lane) => [lane, none])) as unknown as EngineStats;
  }

  async dispose(): Promise<void> {}
}

/** The prompt's text, markers included. */
export function promptText(request: Request): string {
  return partsOf(request)
    .map((part) => ("text" in part ? part.text : "special" in part ? part.special : ""))
    .join("");
}

/** The parts of a prompt; those of a chat prompt are its messages. */
function partsOf({ prompt }: Request): Part[] {
  if (Array.isArray(prompt)) return prompt;
  return [...prompt.messages.map(({ text }) => ({ text })), { text: prompt.prefill ?? "" }];
}
