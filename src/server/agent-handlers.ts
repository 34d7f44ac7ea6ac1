/** What the agent asks of this window, and who does it. */
import { type Handler, onRequest } from "../../common/wire.ts";
import {
  AgentApplyRequest,
  AgentExecRequest,
  AgentGoOnRequest,
  AgentToolRequest,
  type ApplyParams,
  type ApplyResult,
  type ExecParams,
  type ExecResult,
  type GoOnParams,
  type ToolOutput,
  type ToolParams,
} from "../../language-server/protocol/agent.ts";
import { t } from "../text/l10n.ts";

/** Does what the agent asks for. A signal aborts when the agent doesn't wait any more. */
export interface AgentHandlers {
  apply(params: ApplyParams, signal: AbortSignal): Promise<ApplyResult>;
  exec(params: ExecParams, signal: AbortSignal): Promise<ExecResult>;
  callTool(params: ToolParams, signal: AbortSignal): Promise<ToolOutput>;
  /** Whether the user wants the agent to go on. */
  goesOn(params: GoOnParams, signal: AbortSignal): Promise<boolean>;
}

/** @param handlers who does it now; without anybody, nothing is done, and the agent is told so */
export function agentRequests(handlers: () => AgentHandlers | undefined): Handler[] {
  const nobody = () => t("The chat that the agent answers in isn't open.");
  return [
    onRequest(
      AgentApplyRequest,
      async (params, signal) =>
        handlers()?.apply(params, signal) ?? { kind: "refused" as const, reason: nobody() },
    ),
    onRequest(
      AgentExecRequest,
      async (params, signal) =>
        handlers()?.exec(params, signal) ?? { kind: "failed" as const, reason: nobody() },
    ),
    onRequest(
      AgentToolRequest,
      async (params, signal) => handlers()?.callTool(params, signal) ?? { text: nobody(), isError: true },
    ),
    onRequest(AgentGoOnRequest, async (params, signal) => ({
      goesOn: (await handlers()?.goesOn(params, signal)) ?? false,
    })),
  ];
}
