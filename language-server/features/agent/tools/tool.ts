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

/** All that a tool needs that only looks, also outside of a run. */
export interface LookContext {
  files: WorkspaceSource;
  /** Aborts when the user stops the run, or this call. The tool then ends what it has started, and says how far it came. */
  signal: AbortSignal;
}

/** What a tool needs in a run. */
export interface ToolContext extends LookContext, CallName {
  host: AgentHost;
  /** What the model has read in this run, by URI. */
  seen: Map<string, string>;
}

/** With what the call sees of the workspace. */
export type Reading<Context> = Context & { reader: WorkspaceReader };

/** A call whose arguments were checked. */
export interface CheckedCall<Context = ToolContext> {
  /** What it is about to do, shown while it runs. */
  aim: StepAim;
  /** What can't be done is a result of the kind "failed". Rejects for bugs, and where the client is gone. */
  run(context: Context): Promise<ToolResult>;
}

/** A tool by the name that the model calls it by. */
export interface AgentTool<Context = ToolContext> {
  /** With its namespace, such as "repo_browser.open_file". */
  name: string;
  /** Undefined where the arguments aren't this tool's. */
  call(args: unknown): CheckedCall<Context> | undefined;
}

/** A tool as it is written: functions that get its arguments checked. */
interface ToolDefinition<Args, Context> {
  name: string;
  args: v.GenericSchema<unknown, Args>;
  aim(args: Args): StepAim;
  /** Throws a `ToolFailure` for what can't be done. Rejects otherwise for bugs, and where the client is gone. */
  run(args: Args, context: Reading<Context>): Promise<ToolResult>;
}

export function agentTool<Args>(tool: ToolDefinition<Args, ToolContext>): AgentTool {
  return toolOf(tool);
}

/** A tool that only looks. */
export function lookingTool<Args>(tool: ToolDefinition<Args, LookContext>): AgentTool<LookContext> {
  return toolOf(tool);
}

function toolOf<Args, Context extends LookContext>(tool: ToolDefinition<Args, Context>): AgentTool<Context> {
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
