/** The content of a model file's header, as the child process sends it and as it is cached. */
import * as v from "valibot";
import { inspectResult } from "../../engine-protocol/protocol.ts";
import { agentAbility } from "../../protocol/status.ts";
import { needsSchema } from "./needs-schema.ts";

export const inspectedSchema = v.object({
  ...v.omit(inspectResult, ["path", "isVerified"]).entries,
  agent: agentAbility,
  /** With all layers on the CPU. */
  needs: needsSchema,
  /** See `markersOf`. */
  markers: v.array(v.string()),
});

export type InspectedHeader = v.InferOutput<typeof inspectedSchema>;
