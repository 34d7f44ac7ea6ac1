/** One task through the product: the server runs the agent, as an editor asks it to, on a repository on the disk. */
import { pathToFileURL } from "node:url";
import {
  CancellationTokenSource,
  DidChangeWorkspaceFoldersNotification,
  type WorkspaceFolder,
} from "vscode-languageserver/node";
import type { AgentEvent } from "../../language-server/protocol/agent.ts";
import { AgentClient, type Ran, type RunOptions } from "../../test/server/support/agent-client.ts";
import type { ServerProcess } from "../../test/server/support/client.ts";
import { diskHost } from "./disk-host.ts";
import { failures } from "./judge.ts";
import { Repository } from "./repository.ts";
import type { Task } from "./task.ts";

export interface TaskLimits {
  /** For the whole task; the agent is stopped when it takes longer. */
  ms: number;
  steps: number;
  commandMs: number;
}

export interface Outcome {
  task: Task;
  /** What the conversation's context holds, in tokens. */
  contextTokens: number;
  /** What is wrong, in a few words each; nothing where the task is solved. */
  why: string[];
  /** From the question to the answer, in milliseconds. */
  ms: number;
  events: AgentEvent[];
  result: Omit<Ran, "events">;
}

/**
 * The task's repository takes the place of the workspace folder that the server has, for as long as it runs. Rejects when the server, the engine or the model is
 * lost: then there is nothing more to measure.
 *
 * @param options of the run, such as how much the model thinks
 */
export async function runTask(
  task: Task,
  { server, uri }: { server: ServerProcess; uri: string },
  {
    contextTokens,
    limits,
    options = {},
  }: { contextTokens: number; limits: TaskLimits; options?: RunOptions },
): Promise<Outcome> {
  await using repository = await Repository.create(task.files);
  const own = { name: "workspace", uri };
  const folder = { name: "workspace", uri: pathToFileURL(repository.folder).href };
  const change = (added: WorkspaceFolder, removed: WorkspaceFolder) =>
    server.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added: [added], removed: [removed] },
    });
  await change(folder, own);
  const cancel = new CancellationTokenSource();
  const timer = setTimeout(() => cancel.cancel(), limits.ms);
  const start = performance.now();
  try {
    using agent = new AgentClient(
      server,
      diskHost(repository.folder, limits),
      `${task.name}-${contextTokens}`,
    );
    const { events, ...result } = await agent.run([{ role: "user", content: task.question }], {
      mode: task.mode,
      token: cancel.token,
      ...options,
    });
    const ms = performance.now() - start;
    const ended = whyEnded(task, result, limits);
    const why = ended === undefined ? await failures(task, repository, result.answer) : [ended];
    return { task, contextTokens, why, ms, events, result };
  } finally {
    clearTimeout(timer);
    cancel.dispose();
    await change(own, folder);
  }
}

/** Why there is no answer that could be judged. */
function whyEnded(
  { name }: Task,
  { stopReason, cutReason }: Outcome["result"],
  { ms, steps }: TaskLimits,
): string | undefined {
  if (stopReason === "end") return undefined;
  if (stopReason === "cancelled") return `not done in ${ms / 1_000} s and ${steps} steps`;
  if (stopReason === "engineLost" || cutReason === "noModel")
    throw new Error(`${name}: the model is lost (${cutReason ?? stopReason}).`);
  return `ended: ${cutReason ?? stopReason}`;
}
