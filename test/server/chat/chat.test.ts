import assert from "node:assert/strict";
import { CancellationTokenSource, ErrorCodes, ResponseError } from "vscode-languageserver/node";
import { ChatMeasureRequest, TokensCountRequest } from "../../../language-server/protocol/chat.ts";
import { ContextFitRequest } from "../../../language-server/protocol/context.ts";
import { fixture, scriptedFixture } from "../../../tools/fixtures/cache.ts";
import type { ScriptPart } from "../../../tools/fixtures/scripted.ts";
import { ENDLESS_ANSWER } from "../../workbench/endless-answer.ts";
import { type Answered, assistant, ChatClient, user } from "../support/chat-client.ts";
import type { ServerProcess } from "../support/client.ts";
import { TestEngine } from "../support/test-engine.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

const ENGINE = { threads: 1, gpu: false };
const CODE = `export function area(width: number, height: number): number {\n  return width * height;\n}\n`;

const selection = (text: string) => ({ kind: "selection" as const, title: "src/area.ts", text });

/** A model that gives this answer to every question. */
const answering = (text: string, ...then: ScriptPart[]) =>
  scriptedFixture({
    sequences: [
      [
        ...[{ text: "assistant" }, { special: "<|channel|>" }, { text: "final" }, { special: "<|message|>" }],
        ...[{ text }, ...then],
      ],
    ],
  });

describe("chat with a model that thinks", function () {
  this.timeout(60_000);

  it("answers in pieces, thoughts apart from the answer", async () => {
    await using workplace = await Workplace.create();
    await using engine = await TestEngine.start(workplace.path("run"));
    const server = await workplace.server({ settings: { model: { path: "/test.gguf" } } });
    await server.state("ready");
    engine.stream = {
      says: [
        ...["<|channel|>", "analysis", "<|message|>", "It has", " a", " width.", "<|end|>"],
        ...["<|start|>", "assistant", "<|channel|>", "final", "<|message|>", "An", " area."],
      ],
      stoppedBy: "<|return|>",
    };
    const answered = await new ChatClient(server).ask([user("What is it?")]);
    assert.deepEqual(
      [answered.reasoning, answered.answer, answered.stopReason],
      ["It has a width.", "An area.", "end"],
    );
    assert.equal(ChatClient.text(answered.deltas, "reasoning"), answered.reasoning);
    assert.equal(ChatClient.text(answered.deltas, "answer"), answered.answer);
    assert.ok(answered.reasoningMs > 0);
    await server.end();
  });
});

describe("chat in turns", function () {
  this.timeout(60_000);
  let workplace: Workplace;
  let server: ServerProcess;

  before(async () => {
    workplace = await Workplace.create();
    server = await workplace.server({ settings: { engine: ENGINE } });
    await server.state("none");
  });
  after(() => workplace?.[Symbol.asyncDispose]());

  async function use(path: string): Promise<void> {
    const { state, reason } = await server.select(path);
    assert.equal(state, "ready", reason);
  }

  /** Asks, and waits until the answer was evaluated for the next question. */
  async function ask(chat: ChatClient, ...messages: Parameters<ChatClient["ask"]>[0]): Promise<Answered> {
    const before = (await server.stats()).warm.requests;
    const answered = await chat.ask(messages);
    await until("the answer is warm", async () => (await server.stats()).warm.requests > before || undefined);
    return answered;
  }

  const question = { ...user("What does this function do?"), context: [selection(CODE)] };
  const ANSWER = "Multiplies both numbers.";

  it("evaluates no more than the new question, and all again without the cache", async () => {
    await use(await answering(ANSWER, { special: "<|return|>" }));
    const chat = new ChatClient(server, "turns");
    const one = await ask(chat, question);
    assert.deepEqual([one.answer, one.stopReason], [ANSWER, "end"]);
    const second = user("And what does it return?");
    const two = await ask(chat, question, assistant(one), second);
    const own = await tokens(server, second.content);
    // Harmony's frame, the answer's start, and the last token of what was there.
    assert.ok(two.evaluatedTokens <= own + 8, `${two.evaluatedTokens} tokens for a question of ${own}`);

    await server.unload();
    await server.load();
    const fresh = await chat.ask([question, assistant(one), second]);
    assert.equal(fresh.evaluatedTokens, fresh.promptTokens);
    assert.deepEqual([fresh.promptTokens, fresh.answer], [two.promptTokens, two.answer]);
  });

  it("goes back to where the conversation forks, and no further", async () => {
    await use(await answering(ANSWER, { special: "<|return|>" }));
    const chat = new ChatClient(server, "forks");
    const one = await ask(chat, question);
    await ask(chat, question, assistant(one), user("Which types does it take?"));
    const other = user("Is it pure?");
    const forked = await ask(chat, question, assistant(one), other);
    assert.ok(
      forked.evaluatedTokens <= (await tokens(server, other.content)) + 8,
      `${forked.evaluatedTokens}`,
    );
    const again = await ask(chat, question);
    assert.ok(again.evaluatedTokens <= 4, `asked again: ${again.evaluatedTokens} tokens`);
    assert.equal(again.answer, one.answer);
  });

  it("stops at once, keeps what has come, and goes on with it", async () => {
    const [round, first] = ENDLESS_ANSWER;
    await use(await answering(round, first));
    const chat = new ChatClient(server, "stops");
    const cancel = new CancellationTokenSource();
    const stopped = await chat.ask([user("Tell me all.")], {
      token: cancel.token,
      onDelta: () => cancel.cancel(),
    });
    assert.equal(stopped.stopReason, "cancelled");
    assert.equal(ChatClient.text(stopped.deltas, "answer"), stopped.answer);
    assert.notEqual(stopped.answer, "");

    const rest = await chat.ask([user("Tell me all."), assistant(stopped)], { maxTokens: 20 });
    assert.equal(rest.stopReason, "length");
    assert.notEqual(rest.answer, "");
    const whole = stopped.answer + rest.answer;
    assert.equal(whole, round.repeat(1 + whole.length / round.length).slice(0, whole.length));
  });
});

describe("chat, whatever the model is", function () {
  this.timeout(120_000);

  it("waits for a model that is loading, and says that there is none", async () => {
    await using workplace = await Workplace.create();
    const settings = { model: { path: await fixture("tiny") }, engine: { ...ENGINE, loadAtStart: false } };
    const server = await workplace.server({ settings });
    await server.state("unloaded");
    const answered = await new ChatClient(server).ask([user("Hello")], { maxTokens: 5 });
    assert.notEqual(answered.cutReason, "noModel");
    assert.equal(answered.generatedTokens, 5);

    await server.changeSettings({ ...settings, model: { path: "" } });
    await server.state("none");
    const none = await new ChatClient(server).ask([user("Hello")]);
    assert.deepEqual([none.stopReason, none.cutReason, none.answer], ["unusable", "noModel", ""]);
  });

  it("leaves out the oldest turns of a conversation that is too long, and refuses a question that is", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server({
      settings: { model: { path: await fixture("tiny") }, engine: ENGINE, chat: { contextSize: 2_048 } },
    });
    await server.state("ready");
    const chat = new ChatClient(server);
    const long = "word ".repeat(300).trim();
    const said = { answer: long, reasoning: "" };
    const messages = [user(long), assistant(said), user(long), assistant(said), user(long)];
    const measured = await server.connection.sendRequest(ChatMeasureRequest, {
      conversationId: "c",
      messages,
    });
    assert.ok(measured);
    assert.equal(measured.contextTokens, 2_048);
    assert.equal(measured.firstMessage, 4);
    assert.ok(measured.questions >= 300 && measured.questions < 320, `${measured.questions}`);
    assert.deepEqual([measured.answers, measured.attached, measured.rules], [0, 0, 0]);
    const answered = await chat.ask(messages, { maxTokens: 3 });
    assert.equal(answered.firstMessage, 4);
    assert.ok(answered.promptTokens < 1_024, `${answered.promptTokens}`);

    const tooLong = await chat.ask([user("word ".repeat(4_000))]);
    assert.deepEqual([tooLong.stopReason, tooLong.cutReason], ["context", "tooLong"]);
    assert.equal(tooLong.sizes?.contextTokens, 2_048);
    assert.ok((tooLong.sizes?.promptTokens ?? 0) > 4_000);
  });

  it("tells what takes the context, and cuts what is attached to half of it", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server({
      settings: { model: { path: await fixture("tiny") }, engine: ENGINE, chat: { contextSize: 1_024 } },
    });
    await server.state("ready");
    const file = {
      kind: "file" as const,
      title: "a.ts",
      uri: "file:///a.ts",
      text: "let x = 1;\n".repeat(300),
    };
    const { items } = await server.connection.sendRequest(ContextFitRequest, { items: [file] });
    const [fitted] = items;
    assert.ok(fitted?.cut && fitted.tokens <= 512 && fitted.tokens > 350, JSON.stringify(fitted));
    assert.equal(fitted.tokens, await tokens(server, fitted.item.text));
    const measured = await server.connection.sendRequest(ChatMeasureRequest, {
      conversationId: "c",
      rules: "Use tabs.",
      messages: [{ ...user("Why?"), context: [fitted.item] }],
    });
    assert.ok(measured);
    assert.equal(measured.rules, await tokens(server, "Use tabs."));
    assert.equal(measured.questions, await tokens(server, "Why?"));
    assert.ok(measured.attached >= fitted.tokens && measured.attached < fitted.tokens + 30);
    assert.ok(measured.instructions > 50);
  });

  it("refuses what is no conversation, and nothing else comes of it", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server({
      settings: { model: { path: await fixture("tiny") }, engine: ENGINE },
    });
    await server.state("ready");
    const chat = new ChatClient(server);
    const refused = (messages: Parameters<ChatClient["ask"]>[0]) =>
      assert.rejects(
        chat.ask(messages),
        (error) => error instanceof ResponseError && error.code === ErrorCodes.InvalidParams,
      );
    await refused([]);
    await refused([user("Why?"), { role: "tool", content: "text", toolCallId: "nowhere" }]);
    await refused([{ role: "system", content: "You are free." } as never]);
    assert.equal((await chat.ask([user("Hello")], { maxTokens: 2 })).generatedTokens, 2);
  });
});

async function tokens(server: ServerProcess, text: string): Promise<number> {
  const { counts } = await server.connection.sendRequest(TokensCountRequest, { texts: [text] });
  return counts[0] ?? 0;
}
