/** The model that is loaded, with all that belongs to it, and how it is laid out again. */
import { setTimeout as delay } from "node:timers/promises";
import type { EngineSettings } from "../../engine-protocol/protocol.ts";
import type { CrashRecord } from "../backend/crash-record.ts";
import type { LoadedModel } from "../generation/loaded-model.ts";
import type { PrefillPace } from "../generation/prefill-pace.ts";
import type { Inspected } from "../inspection/inspect.ts";
import { type Split, weightsSplit } from "../inspection/model-needs.ts";
import type { PreparedPlan } from "../planning/planner.ts";
import { type Adapters, tryAdapters } from "./adapters.ts";

export interface ActiveModel {
  model: LoadedModel;
  inspected: Inspected;
  prepared: PreparedPlan;
  adapters: Adapters;
  pace: PrefillPace;
  /** Generations under way on it. */
  work: { running: number };
}

/** What will be free when it is released; weights in RAM are the system's file cache, which counts as free already. */
export async function takenBy({ prepared }: ActiveModel): Promise<Split> {
  const { gpuVram, cpuRam } = await prepared.backend.llama.getLlamaMemoryUsage();
  const weights = weightsSplit(prepared.needs, prepared.plan.gpuLayers);
  return { vram: gpuVram, ram: Math.max(0, cpuRam - weights.ram) };
}

/** Ends what runs on it, then frees its memory. */
export async function releaseModel(current: ActiveModel, crashes: CrashRecord): Promise<void> {
  const { model, inspected, prepared } = current;
  await endWork(current);
  await model.dispose();
  await crashes.end(inspected.path, prepared.backend.name);
}

/** Ends what runs on it, then creates its contexts anew, as planned and with the adapters of the settings. */
export async function recreateContexts(
  current: ActiveModel,
  prepared: PreparedPlan,
  { settings, crashes, signal }: { settings: EngineSettings; crashes: CrashRecord; signal: AbortSignal },
): Promise<ActiveModel> {
  const { model, inspected } = current;
  await endWork(current);
  await crashes.rebuildContexts(inspected.path, prepared.backend.name, prepared.plan);
  await model.setUp({ contexts: prepared.plan.contexts, lora: [] });
  const adapters = await tryAdapters(model.model, inspected.architecture, settings.model.lora, signal);
  await model.setUp({ contexts: prepared.plan.contexts, lora: adapters.usable });
  return { ...current, prepared, adapters };
}

async function endWork({ model, work }: ActiveModel): Promise<void> {
  model.release();
  while (work.running > 0) await delay(1);
}
