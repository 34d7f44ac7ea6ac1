/** Whether a model can work with tools, by its header. */
import type { Dialect } from "../../protocol/models.ts";
import type { AgentAbility } from "../../protocol/status.ts";

/** The size label of models with less than a thousand million parameters, such as "135M". */
const SMALL = /^\d+(\.\d+)?[KM]$/;

/**
 * Models of gpt-oss's format were trained with tools, but for the small one that `npm start` makes.
 *
 * @param sizeLabel the header's `general.size_label`
 */
export function agentAbilityOf(dialect: Dialect, sizeLabel: unknown): AgentAbility {
  if (dialect !== "harmony") return "noTools";
  return typeof sizeLabel === "string" && SMALL.test(sizeLabel) ? "tooSmall" : "yes";
}
