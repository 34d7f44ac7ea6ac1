/**
 * What the agent may do to the user's world. The loop and its tools know nothing else of it: neither VS Code nor LSP.
 * The server reads for itself, and asks its client for the rest.
 */
import type { ApplyResult, ExecParams, ExecResult, FileChange } from "../../protocol/agent.ts";

/** Names a run, and the call in it. */
export interface CallName {
  requestId: string;
  callId: string;
}

/**
 * What is asked of the client. A signal that aborts ends what was asked for, with everything it has started; the answer
 * then says how far it came. Rejects where the client is gone, or answers what makes no sense.
 */
export interface AgentHost {
  /** Makes all these changes, or none. */
  apply(params: CallName & { changes: FileChange[] }, signal: AbortSignal): Promise<ApplyResult>;
  /** Runs a command, once the user agrees. */
  exec(params: ExecParams, signal: AbortSignal): Promise<ExecResult>;
  /** Calls one of the tools that the conversation declares. */
  tool(
    params: CallName & { name: string; input: Record<string, unknown> },
    signal: AbortSignal,
  ): Promise<{ text: string; isError: boolean }>;
  /** Whether the user wants the agent to go on after so many steps. */
  goesOn(params: { requestId: string; steps: number }, signal: AbortSignal): Promise<boolean>;
}
