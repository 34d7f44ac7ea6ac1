import type { Disposable, Event } from "vscode";
import type { ExecParams, ExecResult } from "../../language-server/protocol/agent.ts";
import type { Ask } from "./questions.ts";

/** A command of the agent's that runs. */
export interface AgentCommand {
  id: string;
  callId: string;
  /** As the user would type it. */
  command: string;
  /** `background`: the agent doesn't wait for it. */
  state: "running" | "background";
  /** Milliseconds since the epoch. */
  since: number;
  /** The last lines of its output. */
  tail: string;
}

/** Runs the agent's commands. */
export interface CommandRunner extends Disposable {
  readonly onDidChange: Event<void>;
  /**
   * Runs a command, once the user agrees.
   *
   * @param ask asks in the thread
   * @param signal aborted, the command and its children are ended
   */
  run(params: ExecParams, threadId: string, ask: Ask, signal: AbortSignal): Promise<ExecResult>;
  /** Those of a thread that run. */
  commands(threadId: string): AgentCommand[];
  stop(id: string): void;
  /** Moves it to the background. */
  letGoOn(id: string): void;
}
