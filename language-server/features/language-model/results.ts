/** What a request leads to, in the protocol's terms. Pure. */
import type { CutReason } from "../../protocol/chat.ts";
import type { RespondResult } from "../../protocol/language-model.ts";
import { NO_COUNTS } from "../../protocol/status.ts";
import { endOfUnasked } from "../chat/results.ts";
import type { WrittenAnswer } from "./write-answer.ts";

/** Of a request that the model wasn't asked. */
export function notAsked(why: CutReason | "cancelled"): RespondResult {
  return { ...NO_COUNTS, ...endOfUnasked(why), evaluatedTokens: 0 };
}

/** Of an answer, whole or not. */
export function toResult({
  counts,
  stopReason,
  cutReason,
  evaluatedTokens,
}: Pick<WrittenAnswer, "counts" | "stopReason" | "evaluatedTokens"> & {
  cutReason?: CutReason | undefined;
}): RespondResult {
  return { ...counts, stopReason, ...(cutReason === undefined ? {} : { cutReason }), evaluatedTokens };
}
