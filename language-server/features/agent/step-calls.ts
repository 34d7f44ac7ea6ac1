/** From a call as the model wrote it to its result. */
import { messageOf } from "../../../common/errors.ts";
import type { StepAim } from "../../protocol/agent.ts";
import { t } from "../../text/l10n.ts";
import type { AcceptedCall } from "./calls/read-call.ts";
import { callFunction } from "./tools/function-tool.ts";
import type { AgentTool, CheckedCall, ToolContext, ToolResult } from "./tools/tool.ts";

/** A call that can be done. */
export function checkedCall(call: AcceptedCall, tools: readonly AgentTool[]): CheckedCall {
  const { name, input } = call;
  if (call.kind === "function")
    return { aim: useOf(name), run: (context) => callFunction(name, input, context) };
  const checked = tools.find((tool) => tool.name === name)?.call(input);
  return checked ?? answeredCall(name, `${name} can't be used here.`, t("The call couldn't be done."));
}

/** A call whose result is known without doing anything. `reason` is for the user. */
export function answeredCall(name: string, result: string, reason: string): CheckedCall {
  return { aim: useOf(name), run: async () => ({ result, facts: { kind: "failed", reason } }) };
}

/** Never rejects: what goes wrong is the call's result. */
export async function resultOf({ run }: CheckedCall, context: ToolContext): Promise<ToolResult> {
  try {
    return await run(context);
  } catch (error) {
    if (context.signal.aborted) return STOPPED();
    const why = messageOf(error);
    return {
      result: `The call failed: ${why}`,
      facts: { kind: "failed", reason: t("It failed: {0}", why) },
    };
  }
}

const STOPPED = (): ToolResult => ({
  result: "The user stopped this call. Its result is not known.",
  facts: { kind: "failed", reason: t("You stopped it.") },
});

const useOf = (tool: string): StepAim => ({ kind: "use", tool });
