/** The messages between the engine and a download's process. */
import * as v from "valibot";
import { translatableText } from "../../../common/translatable-text.ts";
import { downloadModeSchema, downloadSpecSchema } from "../../engine-protocol/download-spec.ts";

/** The first and only message to the process. */
export const orderSchema = v.object({ spec: downloadSpecSchema, mode: downloadModeSchema });

export const reportSchema = v.variant("kind", [
  v.object({
    kind: v.literal("progress"),
    state: v.picklist(["running", "verifying"]),
    bytes: v.number(),
    /** Why nothing comes at the moment. */
    waitsFor: v.optional(translatableText),
  }),
  v.object({ kind: v.literal("done"), path: v.string() }),
  v.object({
    kind: v.literal("failed"),
    reason: translatableText,
    advice: translatableText,
    isMismatch: v.boolean(),
  }),
]);

export type DownloadRequest = v.InferOutput<typeof orderSchema>;
export type Report = v.InferOutput<typeof reportSchema>;
