/** Has the model write its next step: calls, or the answer. What makes no sense is written again, from before it. */
import type { Engine, GenerateOptions } from "../../engine-client/api.ts";
import type { Part, StreamedToken } from "../../engine-protocol/protocol.ts";
import { answerStart, openMessage } from "../../prompt/harmony.ts";
import type { CutReason } from "../../protocol/chat.ts";
import type { Counts, StopReason } from "../../protocol/status.ts";
import { sumOf, type WriteRequest, write } from "../chat/generate-answer.ts";
import { callSchemas } from "./calls/call-schemas.ts";
import { type OfferedTools, type ReadCall, readCall } from "./calls/read-call.ts";
import { Draw, partsOf, type SaidPiece, type WrittenCall } from "./draw.ts";

/** Then the answer is begun for the model. */
const MAX_REDRAWS = 5;

export interface StepRequest extends Omit<WriteRequest, "prompt" | "callSchemas"> {
  /** What the model has in front of it. */
  before: readonly Part[];
  /** How the answer that the model is to go on with begins. */
  begun?: string | undefined;
  offered: OfferedTools;
  /** The step has to be a call. */
  mustCall?: boolean;
  /** Whether something was said that can't be taken back: then nothing is written again. */
  isSaid?: () => boolean;
}

export interface StepListener {
  onText: (piece: SaidPiece) => void;
  /** Another conversation's answer comes first. */
  onQueued: () => void;
  /** What came since the last step is taken back, and comes again as far as it stays. */
  onRedrawn: () => void;
  onProgress?: GenerateOptions["onProgress"];
}

/** A call that can be done, or answered with an error. */
export interface UsableCall {
  written: WrittenCall;
  read: Exclude<ReadCall, { redraw: string }>;
}

export interface WrittenStep {
  draw: Draw;
  /** What the prompt has between what was before the step and what was written. */
  opening: Part[];
  /** In the order in which they are to be done; none where the model has answered, or ended otherwise. */
  calls: UsableCall[];
  stopReason: StopReason;
  cutReason?: CutReason;
  /** Of all that was written. */
  counts: Counts;
  /** What the context has now. */
  usedTokens: number;
  evaluatedTokens: number;
  reasoningMs: number;
}

/** Never rejects for a state that is no bug of the caller. */
export async function writeStep(
  engine: Pick<Engine, "generate">,
  { before, begun, offered, mustCall = false, isSaid = () => false, ...request }: StepRequest,
  signal: AbortSignal,
  { onText, onQueued, onRedrawn, onProgress }: StepListener,
): Promise<WrittenStep> {
  const opening =
    begun === undefined ? answerStart() : openMessage({ role: "assistant", channel: "final" }, begun);
  const schemas = callSchemas(offered);
  let kept: StreamedToken[] = [];
  let counts: Counts | undefined;
  let evaluatedTokens = 0;
  let reasoningMs = 0;
  for (let redraws = 0; ; redraws++) {
    const isLast = redraws > MAX_REDRAWS;
    const forced = mustCall && redraws > 0 ? callOpening(offered) : isLast ? FINAL : [];
    const draw = new Draw(begun === undefined ? "answer" : "final", kept, forced, onText);
    const prompt = [...before, ...opening, ...partsOf(draw.tokens)];
    const result = await write(
      engine,
      { ...request, prompt, callSchemas: schemas },
      {
        signal: AbortSignal.any([signal, draw.hopeless]),
        onTokens: (tokens) => draw.push(tokens),
        onQueued,
        ...(onProgress ? { onProgress } : {}),
      },
    );
    const isHopeless = draw.hopeless.aborted && !signal.aborted;
    draw.end(result.stoppedBy);
    counts = counts === undefined ? result.counts : sumOf(counts, result.counts);
    evaluatedTokens += result.counts.promptTokens - result.counts.reusedTokens;
    reasoningMs += draw.answer.reasoningMs;
    const calls = usableCalls(draw, offered);
    // What is hopeless was cancelled by us.
    const stopReason = isHopeless && result.stopReason === "cancelled" ? "end" : result.stopReason;
    const isLost = LOST.includes(stopReason);
    const again = isLost
      ? undefined
      : isSaid()
        ? draw.answer.cutReason
        : whyAgain(draw, calls, stopReason, mustCall);
    if (isSaid() || again === undefined || isLast || begun !== undefined)
      return {
        draw,
        opening,
        calls: isLost ? [] : calls,
        ...endOf(stopReason, again),
        counts,
        usedTokens: result.counts.promptTokens + result.counts.generatedTokens,
        evaluatedTokens,
        reasoningMs,
      };
    kept = draw.keptBefore(draw.calls[0]?.end);
    onRedrawn();
  }
}

/** How a message on the final channel begins. */
const FINAL: readonly StreamedToken[] = [
  { id: -1, special: "<|channel|>" },
  { id: -1, text: "final" },
  { id: -1, special: "<|message|>" },
];

/** How a call begins: up to its arguments where there is one tool, else up to the tool's name. */
function callOpening({ native, tools }: OfferedTools): StreamedToken[] {
  const [tool, ...others] = tools;
  const channel: StreamedToken = { id: -1, special: "<|channel|>" };
  if (native.length > 0 || tool === undefined) return [channel, { id: -1, text: "commentary to=" }];
  if (others.length > 0) return [channel, { id: -1, text: "commentary to=functions." }];
  return [
    channel,
    { id: -1, text: `commentary to=functions.${tool.name} ` },
    { id: -1, special: "<|constrain|>" },
    { id: -1, text: "json" },
    { id: -1, special: "<|message|>" },
  ];
}

/** The calls before the first one that makes no sense. */
function usableCalls({ calls }: Draw, offered: OfferedTools): UsableCall[] {
  const usable: UsableCall[] = [];
  for (const written of calls) {
    const read = readCall(written, offered);
    if ("redraw" in read) break;
    usable.push({ written, read });
  }
  return usable;
}

/** The step has ended from outside. */
const LOST: readonly StopReason[] = ["cancelled", "engineLost", "unusable"];

/** Why the step has to be written again. */
function whyAgain(
  draw: Draw,
  calls: readonly UsableCall[],
  stopReason: StopReason,
  mustCall: boolean,
): CutReason | undefined {
  if (calls.length > 0) return undefined;
  if (mustCall || draw.calls.length > 0) return "noAnswer";
  if (draw.answer.cutReason !== undefined) return draw.answer.cutReason;
  if (stopReason === "context" || stopReason === "length") return undefined;
  // What is said before a call, without the call, ends no turn.
  return draw.hopeless.aborted || !draw.answer.hasFinal ? "noAnswer" : undefined;
}

function endOf(
  stopReason: StopReason,
  again: CutReason | undefined,
): { stopReason: StopReason; cutReason?: CutReason } {
  if (again !== undefined) return { stopReason: "unusable", cutReason: again };
  return stopReason === "unusable" ? { stopReason, cutReason: "noModel" } : { stopReason };
}
