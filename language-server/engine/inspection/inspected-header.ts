/** The content of a model file's header, as the child process sends it and as it is cached. */
import * as v from "valibot";
import { DIALECTS } from "../../protocol/models.ts";
import { needsSchema } from "./needs-schema.ts";

export const inspectedSchema = v.object({
  bytes: v.number(),
  name: v.string(),
  architecture: v.string(),
  slidingWindow: v.optional(v.number()),
  layers: v.number(),
  trainContextSize: v.optional(v.number()),
  /** Such as "MXFP4" or "Q8_0". */
  quantization: v.optional(v.string()),
  dialect: v.picklist(DIALECTS),
  chats: v.boolean(),
  /** With all layers on the CPU. */
  needs: needsSchema,
});

export type InspectedHeader = v.InferOutput<typeof inspectedSchema>;
