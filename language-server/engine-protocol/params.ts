/** What a client may send, checked where it enters the engine. */
import * as v from "valibot";
import { LANES } from "../protocol/status.ts";
import { downloadKeySchema, downloadSpecSchema } from "./download-spec.ts";

const settings = v.object({
  model: v.object({ path: v.string(), lora: v.array(v.string()) }),
  gpu: v.union([v.picklist(["auto", "cuda", "vulkan", "metal"]), v.literal(false)]),
  devices: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
  threads: v.pipe(v.number(), v.integer(), v.minValue(0)),
  idleUnloadMinutes: v.pipe(v.number(), v.minValue(0)),
  chatContextSize: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

const part = v.union([
  v.strictObject({ text: v.string() }),
  v.strictObject({ special: v.string() }),
  v.strictObject({ checkpoint: v.literal(true) }),
  v.strictObject({ start: v.literal(true) }),
  v.strictObject({ infill: v.picklist(["prefix", "suffix", "middle"]) }),
  v.strictObject({ heading: v.picklist(["repository", "file"]), text: v.string() }),
  v.strictObject({ unheaded: v.string() }),
]);

const chatPrompt = v.strictObject({
  messages: v.pipe(
    v.array(v.strictObject({ role: v.picklist(["system", "user", "assistant"]), text: v.string() })),
    v.nonEmpty(),
  ),
  prefill: v.optional(v.string()),
});

export const hello = v.object({ client: v.object({ pid: v.number(), name: v.string() }), settings });
export const configure = v.object({ settings, explicit: v.boolean() });
export const inspect = v.object({ path: v.pipe(v.string(), v.nonEmpty()) });
export const downloadsList = v.object({ folder: v.pipe(v.string(), v.nonEmpty()) });
export const downloadStart = v.object({ spec: downloadSpecSchema, verify: v.boolean() });
export const downloadPause = downloadKeySchema;
export const downloadCancel = v.object({ ...downloadKeySchema.entries, keepPart: v.boolean() });
const contextCost = v.object({ fixed: v.number(), perSequence: v.number(), perToken: v.number() });
export const plan = v.union([
  inspect,
  v.object({
    facts: v.object({
      layers: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
      trainContextSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      weightBytes: v.pipe(v.number(), v.minValue(0)),
      embeddingBytes: v.pipe(v.number(), v.minValue(0)),
      contexts: v.object({ full: contextCost, window: contextCost }),
    }),
  }),
]);
export const count = v.object({ texts: v.array(v.string()) });
export const generate = v.object({
  id: v.number(),
  lane: v.picklist(LANES),
  warms: v.optional(v.picklist(["completion", "chat"])),
  session: v.string(),
  prompt: v.union([v.pipe(v.array(part), v.nonEmpty()), chatPrompt]),
  continueWith: v.optional(v.string()),
  grammar: v.optional(v.string()),
  draft: v.optional(v.literal("input")),
  sampling: v.object({
    temperature: v.pipe(v.number(), v.minValue(0)),
    topP: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    seed: v.optional(v.pipe(v.number(), v.integer())),
  }),
  stop: v.object({ texts: v.array(v.string()), specials: v.array(v.string()) }),
  maxTokens: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
