/** From a cancel to a free engine, while it draws tokens and while it evaluates a prompt. */
import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../../language-server/engine/api.ts";
import type { GenerateParams, GenerateResult } from "../../language-server/engine/protocol.ts";
import { type Figure, median, quantile } from "../figure.ts";
import { generateFresh } from "../recording.ts";
import type { Trace } from "../trace.ts";
import { Typist } from "../typist.ts";

const WARM_TOKENS = 4;
const UNCANCELLED_TOKENS = 24;
/** The engine evaluates prompts in batches of about this time, and never of fewer tokens (prefill-pace.ts). */
const BATCH_MS = 100;
const BATCH_TOKENS = 32;

type Request = Omit<GenerateParams, "id">;

export async function cancelFigures(
  engine: Engine,
  uri: string,
  trace: Trace,
  rounds: number,
): Promise<Figure[]> {
  const request = await anyRequest(engine, uri, trace);
  const whole = await generateFresh(engine, request);
  const { promptTokens, firstTokenMs, totalMs, generatedTokens } = whole.result.counts;
  const tokenMs = (totalMs - firstTokenMs) / (generatedTokens - 1);
  const batchMs = Math.max(BATCH_MS, (BATCH_TOKENS * firstTokenMs) / promptTokens);

  const drawing: number[] = [];
  const evaluating: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // At every point within a token, or a batch, alike.
    const phase = round / rounds;
    drawing.push(
      (await cancelled(engine, request, { afterTokens: WARM_TOKENS, ms: phase * tokenMs })) / tokenMs,
    );
    const cold = { ...request, session: `benchmark: cold ${round}`, prompt: withOtherStart(request, round) };
    evaluating.push((await cancelled(engine, cold, { afterTokens: 0, ms: (1 + phase) * batchMs })) / batchMs);
  }
  return [
    { name: "cancel: time of one token", value: tokenMs, unit: "ms" },
    { name: "cancel: while drawing, median", value: median(drawing), unit: "tokens' time" },
    {
      name: "cancel: while drawing, 95 %",
      value: quantile(drawing, 0.95),
      unit: "tokens' time",
      target: { atMost: 2 },
    },
    { name: "cancel: time of one prompt batch", value: batchMs, unit: "ms" },
    { name: "cancel: while evaluating a prompt, median", value: median(evaluating), unit: "batches" },
    {
      name: "cancel: while evaluating a prompt, 95 %",
      value: quantile(evaluating, 0.95),
      unit: "batches",
      target: { atMost: 1 },
    },
  ];
}

async function anyRequest(engine: Engine, uri: string, trace: Trace): Promise<Request> {
  using typist = new Typist(engine, uri, trace.start);
  for (const key of trace.keystrokes) {
    const recorded = await typist.type(key, 1);
    if (recorded)
      return {
        ...recorded.request,
        continueWith: undefined,
        stop: { texts: [], specials: [] },
        maxTokens: UNCANCELLED_TOKENS,
      };
  }
  throw new Error("No keystroke led to a request.");
}

/** Another first token each time, so that nothing of the prompt is in any cache. */
const withOtherStart = ({ prompt }: Request, round: number) => [{ text: `${round} ` }, ...prompt];

/** Milliseconds from the cancel to the answer, which the engine gives when it is free. */
async function cancelled(
  engine: Engine,
  request: Request,
  when: { afterTokens: number; ms: number },
): Promise<number> {
  const controller = new AbortController();
  let tokens = 0;
  let reached = () => {};
  const begun = new Promise<void>((resolve) => {
    reached = resolve;
  });
  if (when.afterTokens === 0) reached();
  const answer: Promise<GenerateResult> = engine.generate(
    { ...request, maxTokens: 1_000 },
    {
      signal: controller.signal,
      onTokens: (batch) => {
        tokens += batch.length;
        if (tokens >= when.afterTokens) reached();
      },
    },
  );
  await begun;
  await delay(when.ms);
  const start = performance.now();
  controller.abort();
  const { stopReason } = await answer;
  if (stopReason !== "cancelled") throw new Error(`The request ended with ${stopReason} before the cancel.`);
  return performance.now() - start;
}
