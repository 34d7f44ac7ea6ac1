/**
 * The addon's samplers, used again: each holds a list of all tokens, 2.4 MB for the 200,000 of gpt-oss, and keeps it after
 * its `dispose` until V8 collects what JavaScript has of it. V8 knows nothing of the list, so that takes hundreds of answers.
 */
import type { Inside, NativeSampler, SamplerConfig } from "./inside.ts";

/** More are drawn at a time only where several suggestions are asked for beside a chat. */
const MOST_IDLE = 4;
const SEEDS = 2 ** 32;

const idleOf = new WeakMap<object, NativeSampler[]>();

/** A sampler of this model that nobody else uses. Its random numbers begin anew, as those of a new one do. */
export function takeSampler(model: Inside["model"], config: SamplerConfig): NativeSampler {
  const used = idleOf.get(model)?.pop();
  const sampler = used ?? new model._llama._bindings.AddonSampler(model._model);
  // With the seed that it had, the numbers would go on.
  if (used) sampler.applyConfig({ ...config, seed: (config.seed + 1) % SEEDS });
  sampler.applyConfig(config);
  return sampler;
}

/** What was taken for this model isn't needed any more. */
export function giveSamplerBack(model: Inside["model"], sampler: NativeSampler, config: SamplerConfig): void {
  const idle = idleOf.get(model) ?? firstIdle(model);
  if (model.disposed || idle.length === MOST_IDLE) {
    sampler.dispose();
    return;
  }
  // A grammar's state would stay in memory with it.
  sampler.applyConfig(config);
  idle.push(sampler);
}

/** Those that are idle end with their model: each holds on to it. */
function firstIdle(model: Inside["model"]): NativeSampler[] {
  const idle: NativeSampler[] = [];
  idleOf.set(model, idle);
  model.onDispose.createOnceListener(() => {
    for (const sampler of idle.splice(0)) sampler.dispose();
  });
  return idle;
}
