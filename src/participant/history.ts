/** The turns of a conversation, as VS Code gives them to a participant. */
import * as v from "valibot";
import type { ChatRequestTurn, ChatResponseTurn } from "vscode";
import type { EarlierTurn } from "./earlier-turns.ts";
import { readTurn, type TurnRecord } from "./turn-record.ts";

const words = v.union([
  v.object({ title: v.string() }),
  v.object({ value: v.object({ value: v.string() }) }),
]);

/** As much of VS Code's turns as counts here. */
type Turn =
  | Pick<ChatRequestTurn, "prompt">
  | (Pick<ChatResponseTurn, "result"> & { response: readonly object[] });

/**
 * @param lost finds the turn of a request by the beginning of its answer: of one that was stopped, VS Code keeps the words
 *   alone
 */
export function turnsOf(
  history: readonly Turn[],
  lost: (prompt: string, words: string) => TurnRecord | undefined,
): EarlierTurn[] {
  return history.flatMap((turn, index) => {
    if (!("prompt" in turn)) return [];
    const next = history[index + 1];
    const response = next && "response" in next ? next : undefined;
    const said = response ? wordsOf(response.response) : "";
    const record = readTurn(response?.result.metadata) ?? lost(turn.prompt, said);
    return [{ prompt: turn.prompt, answer: said, ...(record ? { record } : {}) }];
  });
}

/** The text of a response, with the names of the files in it. */
function wordsOf(response: readonly object[]): string {
  return response
    .map((part) => {
      const parsed = v.safeParse(words, part);
      if (!parsed.success) return "";
      return "title" in parsed.output ? parsed.output.title : parsed.output.value.value;
    })
    .join("");
}
