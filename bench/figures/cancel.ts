/** From a cancel to a free engine, while it draws tokens and while it evaluates a prompt. */
import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../../language-server/engine-client/api.ts";
import type { GenerateParams, GenerateResult } from "../../language-server/engine-protocol/protocol.ts";
import { type Figure, median, quantile } from "../figure.ts";
import { partsOf } from "../parts.ts";
import type { Trace } from "../trace.ts";
import { Typist } from "../typist.ts";

/** Drawn before the cancel, to know what a token takes just then. */
const TOKENS_BEFORE = 6;
const MAX_TOKENS = 1_000;
/** Tokens of the largest prompt batch (prefill-pace.ts). */
const BATCH_TOKENS = 512;

type Request = Omit<GenerateParams, "id">;

export async function cancelFigures(
  engine: Engine,
  uri: string,
  trace: Trace,
  rounds: number,
): Promise<Figure[]> {
  const request = await anyRequest(engine, uri, trace);
  // Another beginning each time, so that nothing of the prompt is in any cache.
  const cold = (name: number | string): Request => ({
    ...request,
    session: `benchmark: cold ${name}`,
    prompt: [{ text: `${name} ` }, ...partsOf(request.prompt)],
  });
  const batchMs = await timeOfBatch(engine, cold("whole"));
  const drawing: number[] = [];
  const evaluating: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // At every point within a token, or a batch, alike.
    const phase = round / rounds;
    drawing.push(await cancelWhileDrawing(engine, request, phase));
    evaluating.push((await cancelWhileEvaluating(engine, cold(round), phase * batchMs)) / batchMs);
  }
  return [
    { name: "cancel: while drawing, median", value: median(drawing), unit: "tokens' time" },
    {
      name: "cancel: while drawing, 95 %",
      value: quantile(drawing, 0.95),
      unit: "tokens' time",
      target: { atMost: 2 },
    },
    {
      name: "cancel: while evaluating a prompt, median",
      value: median(evaluating),
      unit: "of a batch of 512",
    },
    {
      name: "cancel: while evaluating a prompt, 95 %",
      value: quantile(evaluating, 0.95),
      unit: "of a batch of 512",
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
        maxTokens: MAX_TOKENS,
      };
  }
  throw new Error("No keystroke led to a request.");
}

/** From the cancel to the answer, which the engine gives when it is free; in units of one token's time. */
async function cancelWhileDrawing(engine: Engine, request: Request, phase: number): Promise<number> {
  const controller = new AbortController();
  const times: number[] = [];
  let answer: Promise<GenerateResult> | undefined;
  await new Promise<void>((resolve) => {
    answer = engine.generate(request, {
      signal: controller.signal,
      onTokens: (tokens) => {
        for (const _ of tokens) times.push(performance.now());
        if (times.length >= TOKENS_BEFORE) resolve();
      },
    });
  });
  const [first = 0, last = 0] = [times[0], times[TOKENS_BEFORE - 1]];
  const tokenMs = (last - first) / (TOKENS_BEFORE - 1);
  await delay(phase * tokenMs);
  return (await timeToFree(controller, answer)) / tokenMs;
}

/** Milliseconds that the largest prompt batch takes here. */
async function timeOfBatch(engine: Engine, request: Request): Promise<number> {
  const signal = new AbortController().signal;
  const { counts, evaluatedTokens } = await engine.generate({ ...request, maxTokens: 1 }, { signal });
  return (BATCH_TOKENS * counts.firstTokenMs) / evaluatedTokens;
}

/** Milliseconds from the cancel, at some place in the prompt, to the answer. */
async function cancelWhileEvaluating(engine: Engine, request: Request, afterMs: number): Promise<number> {
  const controller = new AbortController();
  const answer = engine.generate(request, { signal: controller.signal });
  await delay(afterMs);
  return timeToFree(controller, answer);
}

async function timeToFree(
  controller: AbortController,
  answer: Promise<GenerateResult> | undefined,
): Promise<number> {
  const start = performance.now();
  controller.abort();
  const result = await answer;
  if (result?.stopReason !== "cancelled") throw new Error("The request ended before the cancel.");
  return performance.now() - start;
}
