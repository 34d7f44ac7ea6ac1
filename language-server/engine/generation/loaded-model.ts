/** A model in memory with the contexts of the lanes, which are created when they are first needed. */
import type { Llama, LlamaModel } from "node-llama-cpp";
import type { Lane } from "../../protocol/lanes.ts";
import type { FitPlan } from "../../protocol/models.ts";
import { abortDecode, addonAbilities } from "../backend/addon.ts";
import { CONTEXT_KINDS, type PlannedLane } from "../planning/plan.ts";
import { ChatTemplate } from "../tokens/chat-template.ts";
import { Tokenizer } from "../tokens/tokenizer.ts";
import { GrammarCache } from "./grammar-cache.ts";
import type { SavedStates } from "./saved-states.ts";
import { SequencePool } from "./sequence-pool.ts";
import { SideBySide } from "./side-by-side.ts";

interface LaneOptions {
  lane: Lane;
  warms?: PlannedLane;
  context?: PlannedLane;
}

type ContextPlan = FitPlan["contexts"][number];

/**
 * The context that a generation works in. Side requests have none of their own, and the edits' unless they ask for
 * another one: the chat's holds conversations.
 */
export function contextOf({ lane, warms = "completion", context = "edit" }: LaneOptions): PlannedLane {
  if (lane === "side") return context;
  return lane === "warm" ? warms : lane;
}

/**
 * Whether a prompt batch under way can be ended. Of llama.cpp's back ends only the CPU's asks whether it should: CUDA and
 * Vulkan have no callback, and Metal's can't be set from a context.
 */
const canAbortDecode = (llama: Llama): boolean => llama.gpu === false && addonAbilities(llama).abort;

/** The settings that can change without loading the weights again. */
export interface ContextSetup {
  contexts: readonly ContextPlan[];
  /** Paths of adapters that are known to fit the model. */
  lora: readonly string[];
}

export interface LoadedModelOptions extends ContextSetup {
  threads: number;
  flashAttention: "auto" | boolean;
  batchSize: number;
  /** Those of the model's header; without them it is looked for there. */
  markers?: ReadonlySet<string>;
  /** Where beginnings of conversations are kept; without it they aren't. */
  savedStates?: SavedStates;
  /** Rejects with an `OutOfMemoryError` when there is no room for a context: creating it might crash. */
  ensureRoom: (context: ContextPlan) => Promise<void>;
}

export class LoadedModel {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly tokenizer: Tokenizer;
  readonly template: ChatTemplate;
  readonly grammars = new GrammarCache();
  readonly sideBySide = new SideBySide();
  #options: LoadedModelOptions;
  readonly #pools = new Map<PlannedLane, Promise<SequencePool>>();
  #released = new AbortController();

  constructor(llama: Llama, model: LlamaModel, options: LoadedModelOptions) {
    this.llama = llama;
    this.model = model;
    this.tokenizer = new Tokenizer(model, options.markers);
    this.template = new ChatTemplate(model, this.tokenizer);
    this.#options = options;
  }

  /** Aborted when the model or its contexts are about to be released: generations on it must end. */
  get released(): AbortSignal {
    return this.#released.signal;
  }

  /** Adapters applied to it. */
  get lora(): readonly string[] {
    return this.#options.lora;
  }

  /** Undefined where none may be kept: with adapters, a state would depend on their files too. */
  get savedStates(): SavedStates | undefined {
    return this.lora.length > 0 ? undefined : this.#options.savedStates;
  }

  /**
   * The sequences of a context. Suggestions have none of their own where another model was to write them, and work in
   * that of edits. Rejects with an `OutOfMemoryError` or llama.cpp's error when it can't be created.
   */
  pool(lane: PlannedLane): Promise<SequencePool> {
    const name = lane === "completion" && !this.#has("completion") ? "edit" : lane;
    let pool = this.#pools.get(name);
    if (!pool) {
      pool = this.#createPool(this.#planned(name));
      this.#pools.set(name, pool);
      // The next request tries to create the context again.
      pool.catch(() => this.#pools.delete(name));
    }
    return pool;
  }

  #has(name: PlannedLane): boolean {
    return this.#options.contexts.some(({ lane }) => lane === name);
  }

  #planned(name: PlannedLane): ContextPlan {
    const planned = this.#options.contexts.find(({ lane }) => lane === name);
    if (!planned) throw new Error(`No context is planned for ${name}.`);
    return planned;
  }

  async #createPool(planned: ContextPlan): Promise<SequencePool> {
    const { threads, flashAttention, batchSize, lora, ensureRoom } = this.#options;
    await ensureRoom(planned);
    const swaFullCache = CONTEXT_KINDS[planned.lane] === "full";
    const context = await this.model.createContext({
      sequences: planned.sequences,
      swaFullCache,
      contextSize: planned.size,
      batchSize,
      flashAttention,
      threads,
      // Not after a pass of the event loop: the scheduler has two sequences evaluated at a time only where both ask at once.
      batching: { dispatchSchedule: (dispatch) => queueMicrotask(dispatch) },
      // node-llama-cpp counts the file cache as used RAM (ram.ts), and keeps a reserve of VRAM: `ensureRoom` checks instead.
      ignoreMemorySafetyChecks: true,
      lora: { adapters: lora.map((filePath) => ({ filePath })) },
      createSignal: this.#released.signal,
    });
    const window = swaFullCache ? 0 : (this.model.fileInsights.swaSize ?? 0);
    const abort = canAbortDecode(this.llama) ? () => void abortDecode(context) : undefined;
    return new SequencePool(context, { window, abort });
  }

  /**
   * Maximum tokens of a conversation: the size of the chat's context, or its planned size before it is created. Undefined
   * for a model that has no conversations.
   */
  async chatContextSize(): Promise<number | undefined> {
    if (!this.#has("chat")) return undefined;
    const pool = await this.#pools.get("chat")?.catch(() => undefined);
    return pool?.context.contextSize ?? this.#planned("chat").size;
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

  /** Asks the generations on the model to end. */
  release(): void {
    this.#released.abort();
  }

  /**
   * Frees the contexts and keeps the weights. Contexts are created as `setup` says from now on. Call it only after
   * `release`, and after all generations on the model have ended.
   */
  async resetContexts(setup: ContextSetup): Promise<void> {
    const pools = await Promise.all([...this.#pools.values()].map((pool) => pool.catch(() => undefined)));
    this.#pools.clear();
    for (const pool of pools) await pool?.context.dispose();
    this.#options = { ...this.#options, ...setup };
    this.#released = new AbortController();
  }

  /** Frees the memory. Call it only after all generations on the model have ended. */
  async dispose(): Promise<void> {
    this.release();
    this.template.dispose();
    await this.model.dispose();
  }
}
