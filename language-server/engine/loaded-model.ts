/** A model in memory with the contexts that the lanes work in, created when they are first needed. */
import type { Llama, LlamaModel } from "node-llama-cpp";
import type { Lane } from "../protocol/status.ts";
import { SequencePool } from "./sequence-pool.ts";
import { Tokenizer } from "./tokenizer.ts";

type ContextName = "completion" | "edit" | "chat";

interface ContextShape {
  /** Tokens of one sequence, at most; a model trained on less gets less. */
  contextSize: number;
  /** One for each lane that works in it, at least. */
  sequences: number;
  /** Keeps all cells, so that every keystroke can rewind; costs memory, so only for short contexts. */
  swaFullCache: boolean;
}

export const COMPLETION_CONTEXT: ContextShape = { contextSize: 4_096, sequences: 2, swaFullCache: true };

const SHAPES: Record<ContextName, ContextShape> = {
  completion: COMPLETION_CONTEXT,
  edit: { contextSize: 8_192, sequences: 1, swaFullCache: true },
  chat: { contextSize: 32_768, sequences: 1, swaFullCache: false },
};

const CONTEXT_OF_LANE: Record<Lane, ContextName> = {
  completion: "completion",
  warm: "completion",
  edit: "edit",
  chat: "chat",
};

export interface LoadedModelOptions {
  threads: number;
  /** Software GPUs fail with flash attention and large batches. */
  flashAttention: "auto" | boolean;
  batchSize: number;
  lora: string[];
}

export class LoadedModel {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly tokenizer: Tokenizer;
  readonly #options: LoadedModelOptions;
  readonly #pools = new Map<ContextName, Promise<SequencePool>>();
  readonly #released = new AbortController();

  constructor(llama: Llama, model: LlamaModel, options: LoadedModelOptions) {
    this.llama = llama;
    this.model = model;
    this.tokenizer = new Tokenizer(model);
    this.#options = options;
  }

  /** Aborted when the model is about to be released: what runs on it must end. */
  get released(): AbortSignal {
    return this.#released.signal;
  }

  /** The sequences of a lane. */
  pool(lane: Lane): Promise<SequencePool> {
    const name = CONTEXT_OF_LANE[lane];
    let pool = this.#pools.get(name);
    if (!pool) {
      pool = this.#createPool(SHAPES[name]);
      this.#pools.set(name, pool);
      // A context that could not be created is tried again by the next request.
      pool.catch(() => this.#pools.delete(name));
    }
    return pool;
  }

  async #createPool(shape: ContextShape): Promise<SequencePool> {
    const { threads, flashAttention, batchSize, lora } = this.#options;
    const context = await this.model.createContext({
      ...shape,
      contextSize: Math.min(shape.contextSize, this.model.trainContextSize),
      batchSize,
      flashAttention,
      threads,
      // Its count of free RAM leaves the file cache out (ram.ts); the whole model's need was checked before.
      ignoreMemorySafetyChecks: this.llama.gpu === false,
      lora: { adapters: lora.map((filePath) => ({ filePath })) },
      createSignal: this.#released.signal,
    });
    return new SequencePool(context, shape.swaFullCache ? 0 : (this.model.fileInsights.swaSize ?? 0));
  }

  /** The contexts that exist now. */
  async contexts(): Promise<{ lane: string; size: number; sequences: number }[]> {
    const pools = await Promise.all(
      [...this.#pools].map(async ([lane, pool]) => ({
        lane,
        context: (await pool.catch(() => undefined))?.context,
      })),
    );
    return pools.flatMap(({ lane, context }) =>
      context ? [{ lane, size: context.contextSize, sequences: context.totalSequences }] : [],
    );
  }

  /** Tells what runs on the model to end. */
  release(): void {
    this.#released.abort();
  }

  /** Frees the memory. Only after everything that ran on the model has ended. */
  async dispose(): Promise<void> {
    this.release();
    await this.model.dispose();
  }
}
