import assert from "node:assert/strict";
import type { EngineClient } from "../../language-server/engine-client/client.ts";
import type { Lane } from "../../language-server/protocol/lanes.ts";
import { fixture } from "../../tools/fixtures/cache.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import { countingModel, ROUND } from "./agent/counting-model.ts";
import { ask, EngineBench, text } from "./support.ts";

const NO_STOPS = { texts: [], specials: [] };
/** Enough to see that an answer goes on. */
const MORE_CHARS = 40;

describe("engine: side requests beside a conversation", () => {
  let bench: EngineBench;
  let client: EngineClient;
  before(async () => {
    bench = await EngineBench.create();
    client = await bench.ready(await fixture("tiny"));
  });
  after(() => bench.end());

  it("evict no conversation where there is room for one alone, and count apart from the chat", async () => {
    const question = text(proseOf(300));
    await ask(client, [question], { lane: "chat", session: "conversation", maxTokens: 1 });
    const side = await ask(client, [text(proseOf(500, 2))], { lane: "side", session: "side", maxTokens: 8 });
    assert.equal(side.counts.generatedTokens, 8);
    const next = await ask(client, [question, text(" And why?")], {
      lane: "chat",
      session: "conversation",
      maxTokens: 1,
    });
    assert.ok(
      next.counts.promptTokens - next.counts.reusedTokens < 10,
      `${next.counts.reusedTokens} of ${next.counts.promptTokens} tokens were there`,
    );
    const contexts = client.status.contexts?.map(({ lane, sequences }) => `${lane} ${sequences}`);
    assert.deepEqual(contexts?.toSorted(), ["chat 1", "completion 2", "edit 1"]);
    const stats = client.stats();
    assert.deepEqual([stats.side.requests, stats.chat.requests, stats.edit.requests], [1, 2, 0]);
  });

  it("are refused where the prompt is longer than the edits' context", async () => {
    const size = client.status.contexts?.find(({ lane }) => lane === "edit")?.size ?? 0;
    const answer = await ask(client, [text(proseOf(size))], { lane: "side" });
    assert.deepEqual([answer.stopReason, answer.counts.promptTokens], ["context", 0]);
    assert.equal((await ask(client, [text("short")], { lane: "side", maxTokens: 1 })).stopReason, "length");
  });
});

/** On a model that counts to four for ever, so that whatever comes in between finds an answer under way. */
describe("engine: side requests beside more urgent work", () => {
  let bench: EngineBench;
  let client: EngineClient;
  before(async () => {
    bench = await EngineBench.create();
    client = await bench.ready(await countingModel());
  });
  after(() => bench.end());

  /** Counts until `urgent`, which is asked for in the middle, has ended, and a while longer. */
  async function countBeside(
    prompt: string,
    urgent: () => Promise<unknown>,
    {
      atOnce = false,
      lane = "side",
      session = "side",
    }: { atOnce?: boolean; lane?: Lane; session?: string } = {},
  ) {
    const cancel = new AbortController();
    let under: Promise<void> | undefined;
    let said = 0;
    let enough = Number.POSITIVE_INFINITY;
    const begin = () => {
      under ??= urgent().then(() => {
        enough = said + MORE_CHARS;
      });
    };
    const answer = ask(client, [text(prompt)], {
      lane,
      session,
      maxTokens: 7_000,
      stop: NO_STOPS,
      signal: cancel.signal,
      onText: (piece) => {
        said += piece.length;
        begin();
        if (said > enough) cancel.abort();
      },
    });
    if (atOnce) begin();
    const counted = await answer;
    await under;
    return counted;
  }

  const edit = () =>
    ask(client, [text(`${proseOf(100, 3)} return`)], { lane: "edit", session: "file", draft: "input" });
  const isCounting = (said: string) => ROUND.repeat(said.length).startsWith(said);

  it("let an edit have their sequence, and go on afterwards with nothing lost and nothing twice", async () => {
    let edited: Awaited<ReturnType<typeof edit>> | undefined;
    const counted = await countBeside(`${proseOf(200)} one`, async () => {
      edited = await edit();
    });
    assert.equal(edited?.text, " a;\n}\n");
    assert.equal(counted.stopReason, "cancelled", "it was under way to the last");
    assert.ok(isCounting(counted.text), counted.text);
    const { promptTokens, generatedTokens } = counted.counts;
    assert.ok(
      counted.evaluatedTokens >= 2 * promptTokens + generatedTokens - 1,
      `${counted.evaluatedTokens} tokens evaluated: the edit has taken the sequence`,
    );
  });

  it("let an edit pass that comes while their prompt is evaluated", async () => {
    let edited: Awaited<ReturnType<typeof edit>> | undefined;
    const counted = await countBeside(
      `${proseOf(1_000, 4)} one`,
      async () => {
        edited = await edit();
      },
      { atOnce: true },
    );
    assert.equal(edited?.text, " a;\n}\n");
    assert.ok(isCounting(counted.text), counted.text);
  });

  it("end, where they are for what a user may ask next, when that user asks", async () => {
    let completed: Awaited<ReturnType<typeof edit>> | undefined;
    const counted = await countBeside(
      `${proseOf(200, 8)} one`,
      async () => {
        completed = await ask(client, [text(`${proseOf(200, 8)} one return`)], {
          lane: "completion",
          session: "file",
        });
      },
      { lane: "warm", session: "file" },
    );
    assert.equal(completed?.text, " a;\n}\n");
    assert.ok((completed?.counts.reusedTokens ?? 0) > 200, "it goes on where the other one was");
    assert.equal(counted.stopReason, "cancelled");
    assert.ok(isCounting(counted.text), counted.text);
  });

  it("let the chat pass, and keep their sequence meanwhile", async () => {
    const counted = await countBeside(`${proseOf(200, 5)} one`, () =>
      ask(client, [text(`${proseOf(50, 6)} return`)], { lane: "chat", session: "conversation" }),
    );
    assert.ok(isCounting(counted.text), counted.text);
    const { promptTokens, reusedTokens, generatedTokens } = counted.counts;
    assert.ok(counted.evaluatedTokens <= promptTokens - reusedTokens + generatedTokens);
  });

  it("end when they are cancelled while an edit has their sequence", async () => {
    const cancel = new AbortController();
    let edits: Promise<unknown> | undefined;
    const counted = await ask(client, [text(`${proseOf(200, 7)} one`)], {
      lane: "side",
      session: "side",
      maxTokens: 7_000,
      stop: NO_STOPS,
      signal: cancel.signal,
      onText: () => {
        edits ??= ask(client, [text(`${proseOf(100, 8)} one`)], {
          lane: "edit",
          session: "file",
          maxTokens: 200,
          stop: NO_STOPS,
          onText: () => cancel.abort(),
        });
      },
    });
    assert.equal(counted.stopReason, "cancelled");
    assert.ok(isCounting(counted.text), counted.text);
    await edits;
  });
});
