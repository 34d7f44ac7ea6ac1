/** What a client may send, checked where it enters the engine. */
import * as v from "valibot";
import { LANES } from "../protocol/status.ts";

const settings = v.object({
  model: v.object({ path: v.string(), lora: v.array(v.string()) }),
  gpu: v.union([v.picklist(["auto", "cuda", "vulkan", "metal"]), v.literal(false)]),
  threads: v.pipe(v.number(), v.integer(), v.minValue(0)),
  idleUnloadMinutes: v.pipe(v.number(), v.minValue(0)),
});

const part = v.union([
  v.strictObject({ text: v.string() }),
  v.strictObject({ special: v.string() }),
  v.strictObject({ checkpoint: v.literal(true) }),
]);

export const hello = v.object({ client: v.object({ pid: v.number(), name: v.string() }), settings });
export const configure = v.object({ settings, explicit: v.boolean() });
export const inspect = v.object({ path: v.pipe(v.string(), v.nonEmpty()) });
export const count = v.object({ texts: v.array(v.string()) });
export const generate = v.object({
  id: v.number(),
  lane: v.picklist(LANES),
  session: v.string(),
  prompt: v.pipe(v.array(part), v.nonEmpty()),
  continueWith: v.optional(v.string()),
  grammar: v.optional(v.string()),
  sampling: v.object({
    temperature: v.pipe(v.number(), v.minValue(0)),
    topP: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    seed: v.optional(v.pipe(v.number(), v.integer())),
  }),
  stop: v.object({ texts: v.array(v.string()), specials: v.array(v.string()) }),
  maxTokens: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
