/** A conversation in pieces that fit the context, with its size. */
import type { Part } from "../../engine-protocol/protocol.ts";
import { answerReserve } from "../../protocol/limits.ts";
import type { CountTokens } from "../chat/fit.ts";
import { ANSWER_START_TOKENS, countParts } from "../chat/prompt.ts";
import { resultsToCut, withCutResults, withoutMiddle } from "./cut-messages.ts";
import { piecesOf, type ToldConversation } from "./history.ts";

export interface FittedConversation {
  told: ToldConversation;
  pieces: Part[][];
  promptTokens: number;
}

/**
 * Where it is too long, its oldest results are cut, if that is enough.
 *
 * @param cut ids of calls whose results stay cut; others come to it
 */
export async function fitted(
  conversation: ToldConversation,
  cut: Set<string>,
  contextTokens: number,
  count: CountTokens,
): Promise<FittedConversation> {
  const measured = await measure(conversation, cut, count);
  const { told, sizes, promptTokens } = measured;
  const more = resultsToCut(told.messages, sizes.slice(1), promptTokens, roomOf(contextTokens));
  if (more.length === 0) return measured;
  for (const id of more) cut.add(id);
  return measure(conversation, cut, count);
}

/** Where it is too long, its longest message loses its middle: that of a conversation which was sent as a text. */
export async function shortened(
  conversation: ToldConversation,
  contextTokens: number,
  count: CountTokens,
): Promise<FittedConversation> {
  const measured = await measure(conversation, new Set(), count);
  const { told, sizes, promptTokens } = measured;
  const room = roomOf(contextTokens);
  if (promptTokens <= room) return measured;
  const messages = withoutMiddle(told.messages, sizes.slice(1), promptTokens, room);
  return measure({ ...told, messages }, new Set(), count);
}

const roomOf = (contextTokens: number) => contextTokens - answerReserve(contextTokens);

async function measure(conversation: ToldConversation, cut: ReadonlySet<string>, count: CountTokens) {
  const told = { ...conversation, messages: withCutResults(conversation.messages, cut) };
  const pieces = piecesOf(told);
  const sizes = await countParts(pieces, count);
  return { told, pieces, sizes, promptTokens: sizes.reduce((sum, size) => sum + size, ANSWER_START_TOKENS) };
}
