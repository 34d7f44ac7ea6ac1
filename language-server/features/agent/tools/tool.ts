/** What a tool of the agent is. */
import * as v from "valibot";
import type { StepAim, StepFacts } from "../../../protocol/agent.ts";
import type { AgentHost, CallName } from "../host.ts";
import { WorkspaceReader, type WorkspaceSource } from "../workspace-reader.ts";
import { ToolFailure } from "./tool-failure.ts";

export interface ToolResult {
  /** What the model reads. */
  result: string;
  /** What the user sees of it. */
  facts: StepFacts;
}

export interface ToolContext extends CallName {
  host: AgentHost;
  files: WorkspaceSource;
  /** What the model has read in this run, by URI. */
  seen: Map<string, string>;
  /** Aborts when the user stops the run, or this call. The tool then ends what it has started, and says how far it came. */
  signal: AbortSignal;
}

/** With what the call sees of the workspace. */
export interface ReadingContext extends ToolContext {
  reader: WorkspaceReader;
}

/** A call whose arguments were checked. */
export interface CheckedCall {
  /** What it is about to do, shown while it runs. */
  aim: StepAim;
  /** What can't be done is a result of the kind "failed". Rejects for bugs, and where the client is gone. */
  run(context: ToolContext): Promise<ToolResult>;
}

/** A tool by the name that the model calls it by. */
export interface AgentTool {
  /** With its namespace, such as "repo_browser.open_file". */
  name: string;
  /** Undefined where the arguments aren't this tool's. */
  call(args: unknown): CheckedCall | undefined;
}

/** Makes a tool of functions that get its arguments checked. */
export function agentTool<Args>(tool: {
  name: string;
  args: v.GenericSchema<unknown, Args>;
  aim(args: Args): StepAim;
  /** Throws a `ToolFailure` for what can't be done. Rejects otherwise for bugs, and where the client is gone. */
  run(args: Args, context: ReadingContext): Promise<ToolResult>;
}): AgentTool {
  return {
    name: tool.name,
    call: (raw) => {
      const parsed = v.safeParse(tool.args, raw);
      if (!parsed.success) return undefined;
      const args = parsed.output;
      return {
        aim: tool.aim(args),
        run: (context) =>
          tool.run(args, { ...context, reader: new WorkspaceReader(context.files) }).catch(failed),
      };
    },
  };
}

function failed(error: unknown): ToolResult {
  if (!(error instanceof ToolFailure)) throw error;
  return { result: error.message, facts: { kind: "failed", reason: error.reason } };
}
