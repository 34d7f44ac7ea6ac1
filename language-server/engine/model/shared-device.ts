/** The back end and its memory, which the engine's models share, and the order in which they are changed. */
import { AsyncQueue } from "../../../common/async-queue.ts";
import type { TranslatableText } from "../../../common/translatable-text.ts";
import type { ModelRole } from "../../protocol/status.ts";
import type { Backend } from "../backend/backend.ts";
import type { BackendKeeper, BackendSettings } from "../backend/backend-keeper.ts";
import { without } from "../backend/memory.ts";
import type { Inspected } from "../inspection/inspect.ts";
import type { Split } from "../inspection/model-needs.ts";
import type { Memory } from "../planning/plan.ts";
import type { OtherModel, PreparedPlan } from "../planning/planner.ts";
import { type ActiveModel, estimatedUse, takenBy } from "./active-model.ts";

/** A model of the engine, loaded or not. */
export interface Tenant {
  readonly role: ModelRole;
  readonly current: ActiveModel | undefined;
  /** The file that is or will be loaded; undefined where none is chosen, or the chosen one can't be used. */
  chosen(signal: AbortSignal): Promise<Inspected | undefined>;
  release(): Promise<void>;
  /** Releases it for the other one. It is loaded again when it is needed. */
  giveWay(): Promise<void>;
}

/** Calls must not overlap, except those that only read: whoever changes a model does it in `changes`. */
export class SharedDevice {
  readonly backends: BackendKeeper;
  readonly changes = new AsyncQueue();
  readonly #tenants: Tenant[] = [];

  constructor(backends: BackendKeeper) {
    this.backends = backends;
  }

  add(tenant: Tenant): void {
    this.#tenants.push(tenant);
  }

  /**
   * The back end on which a model is planned. The model for everything decides which one that is, and the other one gives
   * way where it is another one.
   */
  async backendFor(tenant: Tenant, settings: BackendSettings): Promise<Backend> {
    const other = this.#otherOf(tenant)?.current;
    if (tenant.role === "completion" && other) return other.prepared.backend;
    if (!this.backends.runsFor(settings)) await this.#releaseAll(tenant);
    return this.backends.start(settings);
  }

  /** Has the CPU take the GPU's place. */
  async useCpuInstead(tenant: Tenant, note: TranslatableText): Promise<Backend> {
    await this.#releaseAll(tenant);
    return this.backends.useCpuInstead(note);
  }

  /** Before the back end is stopped. */
  async #releaseAll(tenant: Tenant): Promise<void> {
    await tenant.release();
    await this.#otherOf(tenant)?.giveWay();
  }

  /** Has the model for suggestions give way where it takes more than this plan keeps for it. */
  async makeWay(tenant: Tenant, { completion }: PreparedPlan): Promise<void> {
    const other = this.#otherOf(tenant);
    if (tenant.role !== "main" || !other?.current) return;
    const { vramNeeded, ramNeeded } = other.current.prepared.plan;
    const kept = completion?.plan;
    if (!kept || vramNeeded > kept.vramNeeded || ramNeeded > kept.ramNeeded) await other.giveWay();
  }

  /** The other model, as far as a plan for this one has to know it. */
  async other(tenant: Tenant, signal: AbortSignal): Promise<OtherModel | undefined> {
    const other = this.#otherOf(tenant);
    if (other?.current) {
      const { inspected, prepared } = other.current;
      return { inspected, plan: prepared.plan, taken: await estimatedUse(other.current) };
    }
    const inspected = await other?.chosen(signal);
    return inspected && { inspected, taken: { vram: 0, ram: 0 } };
  }

  /** The memory that a release of the model frees. */
  async releasable(tenant: Tenant): Promise<Split> {
    if (!tenant.current) return { vram: 0, ram: 0 };
    const all = await takenBy(this.#loaded);
    const other = this.#otherOf(tenant)?.current;
    if (!other) return all;
    // llama.cpp counts what all of them take.
    const { vram, ram } = await estimatedUse(other);
    return { vram: Math.max(0, all.vram - vram), ram: Math.max(0, all.ram - ram) };
  }

  /** The memory of the device that these settings choose, as if no model were loaded. */
  async memory(settings: BackendSettings): Promise<Memory> {
    return without(await this.backends.memory(settings), await takenBy(this.#loaded));
  }

  /** Whether no model is loaded. */
  get isEmpty(): boolean {
    return this.#loaded.length === 0;
  }

  get #loaded(): ActiveModel[] {
    return this.#tenants.flatMap(({ current }) => (current ? [current] : []));
  }

  #otherOf(tenant: Tenant): Tenant | undefined {
    return this.#tenants.find((each) => each !== tenant);
  }
}
