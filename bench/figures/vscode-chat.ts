/** VS Code's own chat and agent on the model: what their requests cost, in tokens and in time to the first of an answer. */
import type { EngineClient } from "../../language-server/engine-client/client.ts";
import {
  type LanguageModelEvent,
  LanguageModelEventNotification,
  type RespondParams,
  RespondRequest,
  type RespondResult,
} from "../../language-server/protocol/language-model.ts";
import { TokenCounts } from "../../src/language-model/token-counts.ts";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import { session } from "../../tools/fixtures/scripted/session.ts";
import {
  agentRequest,
  compactionRequest,
  countedTexts,
  SHIPPED,
  SHORT,
  type SystemShape,
  titleRequest,
  type Words,
} from "../data/vscode-chat.ts";
import type { Figure } from "../figure.ts";
import { openPlace, type Place } from "../place.ts";

const RESULT_TOKENS = 800;
const QUESTION = "What does the file app.ts do?";
/** Harmony's frame of a message, and the start of the answer. */
const FRAME_TOKENS = 4;
const START_TOKENS = 2;

export async function vscodeChatFigures(): Promise<Figure[]> {
  return [...(await preambleFigures()), ...(await roundFigures())];
}

/** With the real vocabulary. */
async function preambleFigures(): Promise<Figure[]> {
  await using place = await openPlace("mid");
  const { engine } = place;
  const words = wordsOf(engine);
  const begin = async (conversationId: string, system: SystemShape) => {
    const request = await agentRequest(words, { conversationId, system, question: QUESTION });
    const { result } = await respond(place, { ...request, maxTokens: 1 });
    return { result, preamble: result.promptTokens - (await usersTokens(engine, request)) };
  };
  const counting = await countingMs(engine);
  const short = await begin("5f2c0a34", SHORT);
  const first = await begin("91be77d0", SHIPPED);
  await engine.unload();
  await engine.load();
  const next = await begin("c03d5e81", SHIPPED);
  return [
    {
      name: "VS Code's agent: our own part of 513 counts of tokens",
      value: counting,
      unit: "ms",
      target: { atMost: 50 },
    },
    {
      name: "VS Code's agent: tokens before the first question, settings as shipped",
      value: first.preamble,
      unit: "",
      target: { atMost: 3_500 },
    },
    {
      name: "VS Code's agent: tokens before the first question, with the two settings",
      value: short.preamble,
      unit: "",
      target: { atMost: 1_700 },
    },
    {
      name: "VS Code's agent, first request: time to first token, evaluated",
      value: first.result.firstTokenMs,
      unit: "ms",
    },
    {
      name: "VS Code's agent, first request of the next conversation: tokens evaluated",
      value: next.result.evaluatedTokens,
      unit: "",
    },
    {
      name: "VS Code's agent, first request of the next conversation: time to first token",
      value: next.result.firstTokenMs,
      unit: "ms",
    },
    {
      name: "VS Code's agent: evaluated / with what all conversations have in common from disk",
      value: first.result.firstTokenMs / next.result.firstTokenMs,
      unit: "",
      target: { atLeast: 10 },
    },
  ];
}

/** What is in VS Code's way while it has the tokens of a request counted, of which nothing is known yet. */
async function countingMs(engine: EngineClient): Promise<number> {
  const counts = new TokenCounts((texts) => engine.count(texts));
  const texts = countedTexts();
  let taken = 0;
  for (const text of texts) {
    const started = performance.now();
    counts.count(text);
    taken += performance.now() - started;
    // As VS Code does: the next one once this one is answered.
    await Promise.resolve();
  }
  return taken;
}

/** On the scripted model, whose calls can be answered. */
async function roundFigures(): Promise<Figure[]> {
  const step = {
    thought: "I look at it first.",
    call: "repo_browser.open_file",
    arguments: '{"path":"app.ts"}',
  };
  const steps = session([step, step, { answer: "It adds two numbers." }]);
  await using place = await openPlace({ path: await scriptedFixture({ sequences: [], steps }) });
  const words = wordsOf(place.engine);
  const first = await agentRequest(words, {
    conversationId: "77aa01c2",
    system: SHORT,
    question: QUESTION,
  });
  const result = await words(RESULT_TOKENS, 51);
  const asked = await respond(place, first);
  const second = goneOn(first, asked.events, result);
  const called = await respond(place, second);
  // At the same moment, as VS Code does.
  const third = goneOn(second, called.events, result);
  await Promise.all([
    respond(place, await compactionRequest(words, second)),
    respond(place, await titleRequest(words)),
  ]);
  const answered = await respond(place, third);
  return [
    {
      name: "VS Code's agent, a tool round: tokens evaluated before its first one, of the new ones",
      value: called.result.evaluatedTokens / newTokens(asked.result, called.result),
      unit: "",
      target: { atMost: 1.1 },
    },
    {
      name: "VS Code's agent: tokens evaluated again after a title and a compaction in between",
      value: Math.max(0, answered.result.evaluatedTokens - newTokens(called.result, answered.result)),
      unit: "",
      target: { atMost: 0 },
    },
  ];
}

/** What a prompt has that was neither in the one before it nor in its answer; the answer's last token isn't evaluated. */
const newTokens = (before: RespondResult, after: RespondResult) =>
  after.promptTokens - (before.promptTokens + before.generatedTokens - 1);

/** The next request: the call that was asked for has its result. */
function goneOn(
  request: RespondParams,
  events: readonly LanguageModelEvent[],
  result: string,
): RespondParams {
  const call = events.find((event) => event.kind === "call");
  if (!call) throw new Error("The model has called no tool.");
  return {
    ...request,
    requestId: `${request.requestId} on`,
    messages: [
      ...request.messages,
      { role: "assistant", parts: [call] },
      { role: "user", parts: [{ kind: "result", callId: call.id, text: result }] },
    ],
  };
}

async function respond({ server }: Place, params: RespondParams) {
  const events: LanguageModelEvent[] = [];
  const listener = server.connection.onNotification(LanguageModelEventNotification, (told) => {
    if (told.requestId === params.requestId) events.push(told.event);
  });
  const result: RespondResult = await server.connection.sendRequest(RespondRequest, params);
  listener.dispose();
  if (result.promptTokens === 0) throw new Error(`No answer: ${result.cutReason ?? result.stopReason}`);
  return { result, events };
}

/** Of the messages of the user, and of the start of the answer. */
async function usersTokens(engine: EngineClient, { messages }: RespondParams): Promise<number> {
  const texts = messages.filter(({ role }) => role === "user").flatMap(({ parts }) => parts);
  const counts = await engine.count(texts.flatMap((part) => (part.kind === "text" ? [part.text] : [])));
  return counts.reduce((sum, count) => sum + count + FRAME_TOKENS, START_TOKENS);
}

/** Prose of so many tokens, more or less. */
const wordsOf =
  (engine: EngineClient): Words =>
  async (tokens, seed) => {
    const sample = proseOf(tokens, seed);
    const [size = tokens] = await engine.count([sample]);
    return proseOf(Math.round((tokens * tokens) / size), seed);
  };
