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
  const drawing: number[] = [];
  const evaluating: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // At every point within a token, or a batch, alike.
    const phase = round / rounds;
    drawing.push(await cancelWhileDrawing(engine, request, phase));
    const session = `benchmark: cold ${round}`;
    // Another beginning each time, so that nothing of the prompt is in any cache.
    const prompt = [{ text: `${round} ` }, ...partsOf(request.prompt)];
    evaluating.push(await cancelWhileEvaluating(engine, { ...request, session, prompt }, phase));
  }
  return [
    { name: "cancel: while drawing, median", value: median(drawing), unit: "tokens' time" },
    {
      name: "cancel: while drawing, 95 %",
      value: quantile(drawing, 0.95),
      unit: "tokens' time",
      target: { atMost: 2 },
    },
    { name: "cancel: while evaluating a prompt, median", value: median(evaluating), unit: "batches' time" },
    {
      name: "cancel: while evaluating a prompt, 95 %",
      value: quantile(evaluating, 0.95),
      unit: "batches' time",
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

/** The same, in units of one prompt batch's time. */
async function cancelWhileEvaluating(engine: Engine, request: Request, phase: number): Promise<number> {
  const controller = new AbortController();
  const start = performance.now();
  const answer = engine.generate(request, { signal: controller.signal });
  await delay((2 + phase) * BATCH_MS);
  const ms = await timeToFree(controller, answer);
  const { evaluatedTokens } = await answer;
  const tokenMs = (performance.now() - start) / evaluatedTokens;
  return ms / Math.max(BATCH_MS, BATCH_TOKENS * tokenMs);
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
