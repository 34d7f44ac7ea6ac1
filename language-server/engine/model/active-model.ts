/** The loaded model with everything that belongs to it: how it is released, and how its contexts are recreated. */
import { setTimeout as delay } from "node:timers/promises";
import type { CrashRecord } from "../backend/crash-record.ts";
import type { LoadedModel } from "../generation/loaded-model.ts";
import type { PrefillPace } from "../generation/prefill-pace.ts";
import type { Inspected } from "../inspection/inspect.ts";
import { type Split, weightsSplit } from "../inspection/model-needs.ts";
import { isMapped, offloadOf, splitOf } from "../planning/plan.ts";
import type { PreparedPlan } from "../planning/planner.ts";
import { type Adapters, tryAdapters } from "./adapters.ts";
import type { LoadOptions } from "./model-loader.ts";

export interface ActiveModel {
  model: LoadedModel;
  inspected: Inspected;
  prepared: PreparedPlan;
  adapters: Adapters;
  pace: PrefillPace;
  /** Generations that are running on it. */
  work: { running: number };
}

/**
 * The memory that a release of all these models frees, which are all that are loaded. Weights that are mapped from the
 * file are in the system's file cache, which counts as free already.
 */
export async function takenBy(models: readonly ActiveModel[]): Promise<Split> {
  const [first] = models;
  if (!first) return { vram: 0, ram: 0 };
  const { gpuVram, cpuRam } = await first.prepared.backend.llama.getLlamaMemoryUsage();
  const mapped = models.reduce((sum, { prepared }) => sum + mappedBytes(prepared), 0);
  return { vram: gpuVram, ram: Math.max(0, cpuRam - mapped) };
}

/** The part of one of several models in that, by what was measured of its weights and of the contexts that it has by now. */
export async function estimatedUse({ model, prepared }: ActiveModel): Promise<Split> {
  const { needs, plan } = prepared;
  const existing = new Set((await model.contexts()).map(({ lane }) => lane));
  const contexts = plan.contexts.filter(({ lane }) => existing.has(lane));
  const { vram, ram } = splitOf(needs, { ...plan, contexts });
  return { vram, ram: Math.max(0, ram - mappedBytes(prepared)) };
}

const mappedBytes = ({ needs, plan }: PreparedPlan): number =>
  isMapped(plan) ? weightsSplit(needs, offloadOf(plan)).ram : 0;

/** Ends the generations on it, then frees its memory. */
export async function releaseModel(current: ActiveModel, crashes: CrashRecord): Promise<void> {
  const { model, inspected, prepared } = current;
  await endWork(current);
  await model.dispose();
  await crashes.end(inspected.path, prepared.backend.name);
}

/** Ends the generations on it, then recreates its contexts as planned, with the adapters of the settings. */
export async function recreateContexts(
  current: ActiveModel,
  prepared: PreparedPlan,
  { settings, crashes, adapterHeaders: headers, signal }: Omit<LoadOptions, "onProgress" | "stateFolder">,
): Promise<ActiveModel> {
  const { model, inspected } = current;
  await endWork(current);
  await crashes.rebuildContexts(inspected.path, prepared.backend.name, prepared.plan);
  await model.resetContexts({ contexts: prepared.plan.contexts, lora: [] });
  const adapters = await tryAdapters(model.model, inspected.architecture, settings.model.lora, {
    headers,
    signal,
  });
  await model.resetContexts({ contexts: prepared.plan.contexts, lora: adapters.usable });
  return { ...current, prepared, adapters };
}

async function endWork({ model, work }: ActiveModel): Promise<void> {
  model.release();
  while (work.running > 0) await delay(1);
}
