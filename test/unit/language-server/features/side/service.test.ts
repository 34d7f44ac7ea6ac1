import assert from "node:assert/strict";
import { SideService } from "../../../../../language-server/features/side/service.ts";
import type { SideAskParams } from "../../../../../language-server/protocol/side.ts";
import type { ModelStatus } from "../../../../../language-server/protocol/status.ts";
import { promptText, ScriptedEngine } from "../completion/scripted-engine.ts";

const LINE = "const value = list.map((entry) => entry.name);\n";

const MODEL = { name: "m", path: "/m.gguf", architecture: "llama", bytes: 1, dialect: "template" as const };

/** A model whose contexts for edits and conversations are of these sizes. */
function ready(edit: number, chat = 32_768): ModelStatus {
  return {
    state: "ready",
    model: { ...MODEL, chats: true },
    contexts: [
      { lane: "edit", size: edit, sequences: 1 },
      { lane: "chat", size: chat, sequences: 1 },
    ],
    chatContextTokens: chat,
  };
}

const question = (attachedLines: number): SideAskParams => ({
  messages: [
    {
      role: "user",
      content: "Write a commit message.",
      context: [{ kind: "changes", title: "Changes", text: LINE.repeat(attachedLines) }],
    },
  ],
  maxTokens: 100,
});

describe("side requests", () => {
  let engine: ScriptedEngine;
  let side: SideService;
  beforeEach(() => {
    engine = new ScriptedEngine();
    engine.status = ready(2_048);
    // Four characters a token, as models have it.
    engine.count = async (texts) => texts.map((text) => Math.ceil(text.length / 4));
    engine.script = () => ({ text: "Sort the list" });
    side = new SideService(engine);
  });
  afterEach(() => side.dispose());

  const ask = (params: SideAskParams) => side.ask(params, new AbortController().signal);
  const asked = () => engine.requests.map(({ request }) => request);
  const lines = (prompt: string) => prompt.split(LINE).length - 1;

  it("ask in a lane of their own, for the likeliest answer, and warm nothing", async () => {
    const result = await ask(question(1));
    assert.deepEqual([result.answer, result.stopReason], ["Sort the list", "end"]);
    const [request, ...more] = asked();
    assert.equal(request?.lane, "side");
    assert.equal(request.sampling.temperature, 0);
    assert.deepEqual(more, []);
  });

  it("cut what is attached to what the answer leaves of the edits' context, however large the chat's is", async () => {
    const all = 400;
    await ask(question(all));
    engine.status = ready(16_384);
    await ask(question(all));
    const [small = 0, large] = asked().map((request) => lines(promptText(request)));
    assert.equal(large, all);
    assert.ok(small > 70 && small < 120, `${small} lines of 12 tokens`);
  });

  it("say that the question is too long, and how much too long", async () => {
    const result = await ask({ messages: [{ role: "user", content: LINE.repeat(200) }], maxTokens: 100 });
    assert.deepEqual([result.stopReason, result.cutReason], ["context", "tooLong"]);
    assert.equal(result.sizes?.contextTokens, 2_048);
    assert.ok((result.sizes?.promptTokens ?? 0) > 2_400);
    assert.equal(asked().length, 0);
  });

  it("leave out nothing that was said before", async () => {
    const messages = ["user", "assistant", "user"].map((role) => ({
      role: role as "user" | "assistant",
      content: LINE.repeat(60),
    }));
    assert.equal((await ask({ messages, maxTokens: 100 })).cutReason, "tooLong");
  });

  it("are asked again with less where the context turns out smaller than planned", async () => {
    engine.status = ready(16_384);
    engine.script = () => {
      const isFirst = engine.requests.length === 1;
      if (isFirst) engine.status = ready(2_048);
      return isFirst ? { refused: true, stopReason: "context" } : { text: "Sort the list" };
    };
    const result = await ask(question(400));
    assert.deepEqual([result.answer, result.cutReason], ["Sort the list", undefined]);
    assert.ok(lines(promptText(asked()[1] ?? assert.fail("it is asked once"))) < 120);
  });

  it("say why there is nobody to ask", async () => {
    engine.status = { state: "none" };
    assert.equal((await ask(question(1))).cutReason, "noModel");
    engine.status = { ...ready(2_048), model: { ...MODEL, chats: false } };
    assert.equal((await ask(question(1))).cutReason, "noChat");
    engine.status = ready(2_048);
    engine.count = () => Promise.reject(new Error("The engine is not connected."));
    assert.equal((await ask(question(1))).cutReason, "noModel");
    assert.equal(asked().length, 0);
  });

  it("end when they are cancelled", async () => {
    const cancel = new AbortController();
    cancel.abort();
    const result = await side.ask(question(1), cancel.signal);
    assert.deepEqual([result.stopReason, result.cutReason], ["cancelled", undefined]);
  });
});
