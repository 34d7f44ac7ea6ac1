/** The agent: what a step evaluates, how soon a new session begins, and what a completion waits while the agent writes. */
import type { EngineClient } from "../../language-server/engine-client/client.ts";
import type { Part } from "../../language-server/engine-protocol/protocol.ts";
import { ask, EngineBench, special, text } from "../../test/engine/support.ts";
import { type FixtureName, fixture, scriptedFixture } from "../../tools/fixtures/cache.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import { answerParts, session } from "../../tools/fixtures/scripted/session.ts";
import type { ScriptPart } from "../../tools/fixtures/scripted.ts";
import { type Figure, median } from "../figure.ts";

const HEAD_TOKENS = 2_000;
const RESULT_TOKENS = 800;
const OPEN_FILE = "repo_browser.open_file";

export async function agentFigures(model: FixtureName, rounds: number): Promise<Figure[]> {
  return [...(await stepFigures()), ...(await sessionFigures(model, rounds))];
}

/** Plays a call and what comes after its result on the scripted model, which says what can be sent back token for token. */
async function stepFigures(): Promise<Figure[]> {
  const step = { thought: "I look at it first.", call: OPEN_FILE, arguments: '{"path":"src/app.ts"}' };
  const steps = session([step, { answer: "It adds two numbers." }]);
  const bench = await EngineBench.create();
  try {
    const client = await bench.ready(await scriptedFixture({ sequences: [], steps }));
    const start = [special("<|start|>"), text("assistant")];
    const request = {
      lane: "chat" as const,
      maxTokens: 200,
      stop: { texts: [], specials: ["<|return|>", "<|call|>"] },
    };
    const prompt: Part[] = [
      special("<|message|>"),
      text(await proseWith(client, RESULT_TOKENS)),
      special("<|end|>"),
    ];
    const first = await ask(client, [...prompt, ...start], request);
    const result = [
      ...[special("<|start|>"), text(`${OPEN_FILE} to=assistant`), special("<|channel|>"), text("analysis")],
      ...[
        special("<|message|>"),
        text(await proseWith(client, RESULT_TOKENS, 5)),
        special("<|end|>"),
        ...start,
      ],
    ];
    const written: ScriptPart[] = answerParts(step);
    const second = await ask(client, [...prompt, ...written, ...result], request);
    // The call's end was drawn, and is evaluated with the result.
    const before = first.counts.promptTokens + first.counts.generatedTokens - 1;
    const evaluated = second.evaluatedTokens - (second.counts.generatedTokens - 1);
    return [
      {
        name: "agent's step: tokens evaluated before its first one, of the new ones",
        value: evaluated / (second.counts.promptTokens - before),
        unit: "",
        target: { atMost: 1.1 },
      },
    ];
  } finally {
    await bench.end();
  }
}

async function sessionFigures(model: FixtureName, rounds: number): Promise<Figure[]> {
  const bench = await EngineBench.create();
  try {
    const client = await bench.ready(await fixture(model));
    const head: Part[] = [text(await proseWith(client, HEAD_TOKENS)), { checkpoint: true }];
    const begin = async () => {
      const answer = await ask(client, [...head, text("Why?")], { lane: "chat", maxTokens: 1 });
      await client.unload();
      await client.load();
      return answer.counts.firstTokenMs;
    };
    const evaluated = await begin();
    const restored = await begin();
    return [
      { name: "new session: time to first token, instructions evaluated", value: evaluated, unit: "ms" },
      { name: "new session: time to first token, instructions from disk", value: restored, unit: "ms" },
      {
        name: "new session: evaluated / from disk",
        value: evaluated / restored,
        unit: "",
        target: { atLeast: 10 },
      },
      await completionFigure(client, head, rounds),
    ];
  } finally {
    await bench.end();
  }
}

/** The same completions alone, and while the agent writes. */
async function completionFigure(client: EngineClient, head: Part[], rounds: number): Promise<Figure> {
  const typed = await proseWith(client, 200, 7);
  const complete = async (round: number) => {
    const started = performance.now();
    await ask(client, [text(`${typed} ${round}`)], { lane: "completion", maxTokens: 8 });
    return performance.now() - started;
  };
  const times = async () => {
    const taken: number[] = [];
    for (let round = 0; round < rounds; round++) taken.push(await complete(round));
    return median(taken);
  };
  await complete(-1);
  const alone = await times();
  const ended = new AbortController();
  let writing: Promise<unknown> | undefined;
  await new Promise<void>((begun) => {
    writing = ask(client, [...head, text("Why?")], {
      lane: "chat",
      maxTokens: 10_000,
      draft: "input",
      signal: ended.signal,
      onText: () => begun(),
    });
  });
  const beside = await times();
  ended.abort();
  await writing;
  return {
    name: "completion while the agent writes / alone",
    value: beside / alone,
    unit: "",
    target: { atMost: 1.2 },
  };
}

/** Prose of so many tokens, more or less. */
async function proseWith(client: EngineClient, tokens: number, seed = 3): Promise<string> {
  const sample = proseOf(tokens, seed);
  const [size = tokens] = await client.count([sample]);
  return proseOf(Math.round((tokens * tokens) / size), seed);
}
