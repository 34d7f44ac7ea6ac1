/** Whether a model can work with tools, by its header. */
import * as v from "valibot";
import type { Dialect } from "../../protocol/models.ts";

export const agentAbilitySchema = v.picklist(["yes", "noTools", "tooSmall"]);

export type AgentAbility = v.InferOutput<typeof agentAbilitySchema>;

/** The size label of models with less than a thousand million parameters, such as "135M". */
const SMALL = /^\d+(\.\d+)?[KM]$/;

/**
 * Models of gpt-oss's format were trained with tools, but for the small one that `npm start` makes.
 *
 * @param sizeLabel the header's `general.size_label`
 */
export function agentAbility(dialect: Dialect, sizeLabel: unknown): AgentAbility {
  if (dialect !== "harmony") return "noTools";
  return typeof sizeLabel === "string" && SMALL.test(sizeLabel) ? "tooSmall" : "yes";
}
