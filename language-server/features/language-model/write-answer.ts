/** Has the model write until the caller can go on: with an answer, or with calls of the caller's tools. */

import { randomUUID } from "node:crypto";
import { messageOf } from "../../../common/errors.ts";
import type { Engine } from "../../engine-client/api.ts";
import type { Part } from "../../engine-protocol/protocol.ts";
import { checkpointed, resultMessage } from "../../prompt/conversation.ts";
import type { CutReason } from "../../protocol/chat.ts";
import type { LanguageModelCall, LanguageModelEvent } from "../../protocol/language-model.ts";
import type { Counts, StopReason } from "../../protocol/status.ts";
import type { AcceptedCall } from "../agent/calls/read-call.ts";
import { type StepRequest, type UsableCall, type WrittenStep, writeStep } from "../agent/write-step.ts";
import { sumOf } from "../chat/generate-answer.ts";
import { DeltaBatch } from "../delta-batch.ts";
import { callInText } from "./call-in-text.ts";
import { CertainText } from "./certain-text.ts";
import type { KeptCall, KeptStep } from "./kept-steps.ts";

/** So often a call that can't be done is answered by us: the caller hears nothing of it. */
const MAX_OWN_RESULTS = 5;

export interface AnswerRequest extends Omit<StepRequest, "isSaid"> {
  /** The caller's call that is one of the model's; or what the model reads where there is none. */
  callerCall: (call: AcceptedCall, said: string) => Promise<CallerCall>;
}

export type CallerCall = Pick<LanguageModelCall, "name" | "input"> | { error: string };

export interface WrittenAnswer {
  /** What was said, without what came before a call. */
  text: string;
  /** What the caller is asked to do, as the model wrote it; absent where its tokens are of no use. */
  step?: KeptStep;
  stopReason: StopReason;
  cutReason?: CutReason;
  counts: Counts;
  evaluatedTokens: number;
}

/** Never rejects for a state that is no bug of the caller. What `onEvent` gets is never taken back. */
export async function writeAnswer(
  engine: Pick<Engine, "generate">,
  { callerCall, ...request }: AnswerRequest,
  signal: AbortSignal,
  onEvent: (event: LanguageModelEvent) => void,
): Promise<WrittenAnswer> {
  const { offered } = request;
  const hasTools = offered.native.length + offered.tools.length > 0;
  const mustCall = request.mustCall === true && hasTools;
  const deltas = new DeltaBatch((channel, text) =>
    onEvent({ kind: channel === "reasoning" ? "thinking" : "text", text }),
  );
  /** Calls that were answered by us, with what the model wrote before them. */
  let own: Part[] = [];
  let counts: Counts | undefined;
  let evaluatedTokens = 0;
  for (let round = 0; ; round++) {
    const text = new CertainText({
      pass: (channel, piece) => deltas.push(channel, piece),
      offered,
      holdsAll: mustCall,
    });
    const step = await writeStep(
      engine,
      { ...request, mustCall, before: checkpointed([...request.before, ...own]), isSaid: () => text.isSaid },
      signal,
      {
        onText: (piece) => text.push(piece),
        onQueued: () => onEvent({ kind: "queued" }),
        onRedrawn: () => text.drop(),
        onProgress: (progress) => onEvent({ kind: "progress", ...progress }),
      },
    );
    counts = counts === undefined ? step.counts : sumOf(counts, step.counts);
    evaluatedTokens += step.evaluatedTokens;
    const { draw } = step;
    const { calls, refused } = await callerCalls(step, callerCall);
    const isRefused = refused !== undefined && calls.length === 0 && !text.isSaid;
    if (isRefused && round < MAX_OWN_RESULTS) {
      const { name, channel } = refused.call;
      own = [...own, ...writtenOf(step, refused.usable), ...resultMessage(name, refused.error, channel)];
      continue;
    }
    const mayBeCall = calls.length === 0 && hasTools && step.stopReason === "end";
    const inText = mayBeCall ? callInText(text.held, offered) : undefined;
    const fromText = inText && (await callOrError(callerCall(inText, "")));
    if (fromText && !("error" in fromText)) text.drop();
    else text.release();
    deltas.flush();
    const ended = { text: draw.answer.answer, counts, evaluatedTokens };
    if (fromText && !("error" in fromText)) {
      onEvent({ kind: "call", id: newId(), ...fromText });
      return { ...ended, stopReason: "toolCalls" };
    }
    for (const { id, caller } of calls) onEvent({ kind: "call", id, ...caller });
    const last = calls.at(-1);
    if (last) {
      const written = [...own, ...writtenOf(step, last.usable)];
      const kept = calls.map(({ id, usable }): KeptCall => ({ id, ...knownAs(usable) }));
      return { ...ended, step: { calls: kept, written }, stopReason: "toolCalls" };
    }
    const { stopReason, cutReason = isRefused ? "noAnswer" : undefined } = step;
    return {
      ...ended,
      stopReason: isRefused ? "unusable" : stopReason,
      ...(cutReason === undefined ? {} : { cutReason }),
    };
  }
}

interface NamedCall {
  id: string;
  usable: UsableCall;
  caller: Exclude<CallerCall, { error: string }>;
}

interface RefusedCall {
  usable: UsableCall;
  call: Omit<KeptCall, "id">;
  error: string;
}

/** The calls up to the first one that can't be done. */
async function callerCalls(
  { draw, calls }: WrittenStep,
  callerCall: AnswerRequest["callerCall"],
): Promise<{ calls: NamedCall[]; refused?: RefusedCall }> {
  const named: NamedCall[] = [];
  for (const usable of calls) {
    const { read } = usable;
    const { answer, reasoning } = draw.answer;
    const said = named.length === 0 ? answer || reasoning : "";
    const caller = "ok" in read ? await callOrError(callerCall(read.ok, said)) : read;
    if ("error" in caller)
      return { calls: named, refused: { usable, call: knownAs(usable), error: caller.error } };
    named.push({ id: newId(), usable, caller });
  }
  return { calls: named };
}

/** What goes wrong with a call is for the model to read. */
async function callOrError(call: Promise<CallerCall>): Promise<CallerCall> {
  try {
    return await call;
  } catch (error) {
    return { error: `The call failed: ${messageOf(error)}` };
  }
}

/** A call as the model's history has it. */
function knownAs({ read, written }: UsableCall): Omit<KeptCall, "id"> {
  const { name, arguments: args } = "ok" in read ? read.ok : written;
  return { name, arguments: args, channel: written.channel };
}

const writtenOf = ({ draw, opening }: WrittenStep, { written }: UsableCall): Part[] => [
  ...opening,
  ...draw.partsOf(written),
];

const newId = () => `call-${randomUUID()}`;
