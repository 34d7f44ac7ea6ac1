/** How much the model may think, as the user has chosen it beside its name. VS Code's typed API doesn't have it. */
import * as v from "valibot";
import { type ReasoningEffort, reasoningEffort } from "../../language-server/protocol/chat.ts";

const configured = v.object({ modelConfiguration: v.object({ reasoningEffort }) });

/** @param request to the model, or to a participant of VS Code's chat */
export function chosenEffort(request: object): ReasoningEffort | undefined {
  const { output, success } = v.safeParse(configured, request);
  return success ? output.modelConfiguration.reasoningEffort : undefined;
}
