/** The engine's one back end, and the GPU that it replaces, if any. */
import { isDeepStrictEqual } from "node:util";
import { AsyncQueue } from "../../../common/async-queue.ts";
import { type TranslatableText, translatable } from "../../../common/translatable-text.ts";
import type { EngineSettings } from "../../engine-protocol/protocol.ts";
import type { Memory } from "../planning/plan.ts";
import type { Watchdog } from "../process/watchdog.ts";
import { type Backend, startBackend, stopBackend } from "./backend.ts";
import { type CrashRecord, STARTING } from "./crash-record.ts";
import { memoryOf } from "./memory.ts";

export type BackendSettings = Pick<EngineSettings, "gpu" | "threads">;

export class BackendKeeper {
  readonly #crashes: CrashRecord;
  readonly #watchdog: Watchdog;
  readonly #log: (line: string) => void;
  #backend: Backend | undefined;
  #settings: BackendSettings | undefined;
  /** The memory of the GPU that the CPU replaces, as it was then. */
  #setAside: Memory | undefined;
  /** One start or stop after another. */
  readonly #work = new AsyncQueue();

  constructor(crashes: CrashRecord, watchdog: Watchdog, log: (line: string) => void) {
    this.#crashes = crashes;
    this.#watchdog = watchdog;
    this.#log = log;
  }

  get current(): Backend | undefined {
    return this.#backend;
  }

  /** Whether `start` would return the back end that runs already. */
  runsFor({ gpu, threads }: BackendSettings): boolean {
    return (
      this.#backend !== undefined &&
      this.#setAside === undefined &&
      isDeepStrictEqual(this.#settings, { gpu, threads })
    );
  }

  /** The back end for these settings. One that runs for other settings is stopped first: no model may be loaded on it. */
  start({ gpu, threads }: BackendSettings): Promise<Backend> {
    return this.#work.run(async () => {
      if (this.#backend && this.runsFor({ gpu, threads })) return this.#backend;
      await this.#stopNow();
      this.#settings = { gpu, threads };
      this.#backend = await this.#startRecorded(gpu, threads);
      return this.#backend;
    });
  }

  /** Stops a GPU's back end, on which no model may be loaded, and starts the CPU's in its place. */
  useCpuInstead(note: TranslatableText): Promise<Backend> {
    return this.#work.run(async () => {
      const memory = this.#backend && (await memoryOf(this.#backend));
      const { threads } = this.#settings ?? { threads: 0 };
      await this.#stopNow();
      this.#backend = { ...(await startBackend({ gpu: false, threads }, this.#log)), note };
      this.#setAside = memory;
      return this.#backend;
    });
  }

  /** The memory of the device that these settings choose, also while the CPU replaces it. */
  async memory(settings: BackendSettings): Promise<Memory> {
    const backend = this.#backend ?? (await this.start(settings));
    const now = await memoryOf(backend);
    return this.#setAside ? { ...this.#setAside, ramTotal: now.ramTotal, ramFree: now.ramFree } : now;
  }

  stop(): Promise<void> {
    return this.#work.run(() => this.#stopNow());
  }

  async #stopNow(): Promise<void> {
    const backend = this.#backend;
    this.#backend = undefined;
    this.#setAside = undefined;
    if (backend) await stopBackend(backend);
  }

  /** A driver may also crash or hang when it is started. */
  async #startRecorded(gpu: EngineSettings["gpu"], threads: number): Promise<Backend> {
    if (gpu === false) return startBackend({ gpu, threads }, this.#log);
    const device = `${STARTING}${gpu}`;
    if ((await this.#crashes.standing("", device)).level === "never") {
      const note = translatable("The engine crashed while starting the GPU, so the model runs on the CPU.");
      return { ...(await startBackend({ gpu: false, threads }, this.#log)), note };
    }
    await this.#crashes.begin("", device, { vramNeeded: 0, ramNeeded: 0 });
    try {
      return await this.#watchdog.watch(() => startBackend({ gpu, threads }, this.#log));
    } finally {
      await this.#crashes.end("", device);
    }
  }
}
