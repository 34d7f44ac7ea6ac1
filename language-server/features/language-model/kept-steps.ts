/**
 * What the model wrote with its calls, as its very tokens. The caller gives the calls back with the next request, and by
 * their ids the prompt gets the same tokens again: only what is new is evaluated.
 */
import { LruMap } from "../../../common/lru-map.ts";
import type { Part } from "../../engine-protocol/protocol.ts";
import type { Channel } from "../../prompt/harmony.ts";

/** Of long turns in several conversations. */
const MAX_STEPS = 1_000;

export interface KeptCall {
  id: string;
  /** As the model knows it. */
  name: string;
  arguments: string;
  channel: Channel;
}

export interface KeptStep {
  calls: readonly KeptCall[];
  /** From where its message begins to the end of the last call. */
  written: readonly Part[];
}

export class KeptSteps {
  /** By the id of the first call. */
  readonly #steps = new LruMap<string, KeptStep>(MAX_STEPS);

  keep(step: KeptStep): void {
    const [first] = step.calls;
    if (first) this.#steps.set(first.id, step);
  }

  /** The step that made exactly these calls. */
  find(ids: readonly string[]): KeptStep | undefined {
    const step = this.#steps.get(ids[0] ?? "");
    const isSame = step?.calls.length === ids.length && step.calls.every(({ id }, at) => id === ids[at]);
    return isSame ? step : undefined;
  }
}
