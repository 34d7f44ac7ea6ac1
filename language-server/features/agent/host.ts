/**
 * What the agent may do to the user's world. The loop and its tools know nothing else of it: neither VS Code nor LSP.
 * The server reads for itself, and asks its client for the rest.
 */
import type { WorkspaceTree } from "../../context/index/workspace-tree.ts";
import type { SecretFiles } from "../../context/secret-files.ts";
import type { ApplyResult, ExecParams, ExecResult, FileChange } from "../../protocol/agent.ts";

/** What the tools read with. */
export interface AgentFiles {
  tree: WorkspaceTree;
  /** Which files never enter a prompt that the user has not put them into. */
  secrets: SecretFiles;
  /** URIs of the workspace's folders. */
  folders(): readonly string[];
  /** The text of a document that is open, as the user sees it; undefined where it isn't open. */
  openText(uri: string): string | undefined;
  /** URIs of the documents that are open. */
  openUris(): readonly string[];
}

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
