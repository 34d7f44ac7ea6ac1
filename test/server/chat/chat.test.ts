import assert from "node:assert/strict";
import { CancellationTokenSource, ErrorCodes, ResponseError } from "vscode-languageserver/node";
import {
  ChatMeasureRequest,
  ContextFitRequest,
  TokensCountRequest,
} from "../../../language-server/protocol/requests.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { smallModelFor } from "../../small-model.ts";
import { type Answered, assistant, ChatClient, user } from "../support/chat-client.ts";
import type { ServerProcess } from "../support/client.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

const ENGINE = { threads: 1, gpu: false };
const SURELY_SAME_CHARS = 40;
const CODE = `export function area(width: number, height: number): number {\n  return width * height;\n}\n`;

describe("chat with a model that means what it says", function () {
  this.timeout(240_000);
  let workplace: Workplace;
  let server: ServerProcess;

  before(async function () {
    const path = await smallModelFor(this);
    workplace = await Workplace.create();
    server = await workplace.server({ settings: { model: { path }, engine: ENGINE } });
    await server.state("ready");
  });
  after(() => workplace?.[Symbol.asyncDispose]());

  /** Until the answer was evaluated for the next question. */
  async function warmed(before: number): Promise<void> {
    await until("the answer is warm", async () => (await server.stats()).warm.requests > before || undefined);
  }

  async function ask(chat: ChatClient, ...messages: Parameters<ChatClient["ask"]>[0]): Promise<Answered> {
    const before = (await server.stats()).warm.requests;
    const answered = await chat.ask(messages, { maxTokens: 200 });
    if (answered.answer !== "") await warmed(before);
    return answered;
  }

  it("answers in pieces, thoughts apart from the answer, and ends by itself", async () => {
    const question = { ...user("What does this function do?"), context: [selection(CODE)] };
    const answered = await ask(new ChatClient(server, "pieces"), question);
    assert.equal(answered.stopReason, "end", answered.answer);
    assert.notEqual(answered.reasoning, "");
    assert.match(answered.answer, /\w+ \w+/);
    assert.equal(ChatClient.text(answered.deltas, "answer"), answered.answer);
    assert.equal(ChatClient.text(answered.deltas, "reasoning"), answered.reasoning);
    assert.ok(answered.deltas.length > 2, "it streams");
    for (const text of [answered.answer, answered.reasoning])
      assert.doesNotMatch(text, /<\||analysis|final$/);
    assert.ok(answered.reasoningMs > 0 && answered.reasoningMs < answered.totalMs);
  });

  it("evaluates no more than the new question, and says the same as without the cache", async () => {
    const chat = new ChatClient(server, "turns");
    const first = { ...user("What does this function do?"), context: [selection(CODE)] };
    const one = await ask(chat, first);
    const second = user("And what does it return?");
    const two = await ask(chat, first, assistant(one), second);
    const own = await tokens(server, second.content);
    // Harmony's frame, the answer's start, and the last token of what was there.
    assert.ok(two.evaluatedTokens <= own + 8, `${two.evaluatedTokens} tokens for a question of ${own}`);

    await server.unload();
    await server.load();
    const fresh = await chat.ask([first, assistant(one), second], { maxTokens: 200 });
    assert.ok(fresh.evaluatedTokens > 100, "the cache is gone");
    assert.equal(fresh.answer, two.answer);
  });

  it("goes back to where the conversation forks, and no further", async () => {
    const chat = new ChatClient(server, "forks");
    const first = { ...user("What does this function do?"), context: [selection(CODE)] };
    const one = await ask(chat, first);
    await ask(chat, first, assistant(one), user("Which types does it take?"));
    const other = user("Is it pure?");
    const forked = await ask(chat, first, assistant(one), other);
    assert.ok(
      forked.evaluatedTokens <= (await tokens(server, other.content)) + 8,
      `${forked.evaluatedTokens}`,
    );
    const again = await ask(chat, first);
    assert.ok(again.evaluatedTokens <= 4, `asked again: ${again.evaluatedTokens} tokens`);
    assert.equal(again.answer, one.answer);
  });

  it("stops at once, keeps what has come, and goes on with it", async () => {
    const chat = new ChatClient(server, "stops");
    const question = user("Explain what a list is, at length.");
    const cancel = new CancellationTokenSource();
    const stopped = await chat.ask([question], {
      token: cancel.token,
      onDelta: ({ channel }) => channel === "answer" && cancel.cancel(),
    });
    assert.equal(stopped.stopReason, "cancelled");
    assert.notEqual(stopped.answer, "");
    assert.equal(ChatClient.text(stopped.deltas, "answer"), stopped.answer);

    const whole = await chat.ask([question], { maxTokens: 300 });
    const rest = await chat.ask([question, assistant(stopped)], { maxTokens: 300 });
    assert.equal(rest.reasoning, "", "it has done its thinking");
    // Later, other batches may tip the scales between two words that are nearly as likely.
    const went = (stopped.answer + rest.answer).slice(0, stopped.answer.length + SURELY_SAME_CHARS);
    assert.ok(went.length > stopped.answer.length);
    assert.ok(whole.answer.startsWith(went), `${went} | ${whole.answer}`);
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
      settings: { model: { path: await fixture("tiny") }, engine: ENGINE, chat: { contextSize: 1_024 } },
    });
    await server.state("ready");
    const chat = new ChatClient(server);
    const long = "word ".repeat(150).trim();
    const said = { answer: long, reasoning: "" };
    const messages = [user(long), assistant(said), user(long), assistant(said), user(long)];
    const measured = await server.connection.sendRequest(ChatMeasureRequest, {
      conversationId: "c",
      messages,
    });
    assert.ok(measured);
    assert.equal(measured.contextTokens, 1_024);
    assert.equal(measured.firstMessage, 4);
    assert.ok(measured.questions >= 150 && measured.questions < 170, `${measured.questions}`);
    assert.deepEqual([measured.answers, measured.attached, measured.rules], [0, 0, 0]);
    const answered = await chat.ask(messages, { maxTokens: 3 });
    assert.equal(answered.firstMessage, 4);
    assert.ok(answered.promptTokens < 512, `${answered.promptTokens}`);

    const tooLong = await chat.ask([user("word ".repeat(2_000))]);
    assert.deepEqual([tooLong.stopReason, tooLong.cutReason], ["context", "tooLong"]);
    assert.equal(tooLong.sizes?.contextTokens, 1_024);
    assert.ok((tooLong.sizes?.promptTokens ?? 0) > 2_000);
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

const selection = (text: string) => ({ kind: "selection" as const, title: "src/area.ts", text });

async function tokens(server: ServerProcess, text: string): Promise<number> {
  const { counts } = await server.connection.sendRequest(TokensCountRequest, { texts: [text] });
  return counts[0] ?? 0;
}
