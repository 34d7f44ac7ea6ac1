/** One task through the product: the server is asked as an editor asks it, and its answer is applied. */
import { CancellationTokenSource } from "vscode-languageserver/node";
import { type EditResult, EditRunRequest } from "../../language-server/protocol/edit.ts";
import type { ServerProcess } from "../../test/server/support/client.ts";
import type { Parsers } from "./code/parsers.ts";
import { applied, failures } from "./judge.ts";
import { offsetAt, positionAt, type Task } from "./task.ts";

export interface Outcome {
  task: Task;
  /** Why it failed, in a few words each; none where it passed. */
  why: string[];
  /** From the request to its result, in milliseconds. */
  ms: number;
  result: EditResult;
}

/**
 * Rejects when the server, the engine or the model is lost: then there is nothing more to measure.
 *
 * @param limitMs the edit is stopped when it takes longer, and has failed
 */
export async function runTask(
  task: Task,
  place: { server: ServerProcess; uri: string },
  parsers: Parsers,
  limitMs: number,
): Promise<Outcome> {
  const { server, uri } = place;
  await server.open(uri, task.text, task.language);
  const cancel = new CancellationTokenSource();
  const timer = setTimeout(() => cancel.cancel(), limitMs);
  const start = performance.now();
  try {
    const result = await server.connection.sendRequest(
      EditRunRequest,
      {
        requestId: task.name,
        textDocument: { uri, version: 1 },
        range: {
          start: positionAt(task.text, task.selection.start),
          end: positionAt(task.text, task.selection.end),
        },
        instruction: task.instruction,
        kind: task.editKind,
        diagnostics: [...task.diagnostics],
      },
      cancel.token,
    );
    return { task, why: whyFailed(task, result, parsers, limitMs), ms: performance.now() - start, result };
  } finally {
    clearTimeout(timer);
    cancel.dispose();
    await server.close(uri);
  }
}

function whyFailed(task: Task, result: EditResult, parsers: Parsers, limitMs: number): string[] {
  const { stopReason, unusable, range, newText } = result;
  if (stopReason === "cancelled") return [`not done in ${limitMs / 1_000} s`];
  if (stopReason === "unusable" && unusable !== "noModel") return [`unusable: ${unusable}`];
  if (stopReason !== "end") throw new Error(`${task.name}: the model is lost (${unusable ?? stopReason}).`);
  const span = { start: offsetAt(task.text, range.start), end: offsetAt(task.text, range.end) };
  return failures(task, applied(task.text, span, newText), parsers);
}
