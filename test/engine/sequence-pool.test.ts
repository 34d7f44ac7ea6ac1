/** Which of a context's sequences a request gets. */
import assert from "node:assert/strict";
import type { Llama, LlamaContext, LlamaModel, Token } from "node-llama-cpp";
import { type Lease, SequencePool } from "../../language-server/engine/generation/sequence-pool.ts";
import { Tokenizer } from "../../language-server/engine/tokens/tokenizer.ts";
import { fixture } from "../../tools/fixtures/cache.ts";
import { cpuLlama } from "../../tools/fixtures/cpu-llama.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";

describe("engine: sequences of a context", () => {
  let llama: Llama;
  let model: LlamaModel;
  let context: LlamaContext;
  let pool: SequencePool;
  let prose: Token[];
  before(async () => {
    llama = await cpuLlama();
    model = await llama.loadModel({ modelPath: await fixture("tiny") });
    prose = new Tokenizer(model).text(proseOf(400));
  });
  after(async () => {
    await model.dispose();
    await llama.dispose();
  });
  beforeEach(async () => {
    context = await model.createContext({ contextSize: 1_024, sequences: 2, threads: 1 });
    pool = new SequencePool(context, { window: 0 });
  });
  afterEach(() => context.dispose());

  /** Evaluates a prompt for a session, and gives its sequence back. */
  async function use(session: string, tokens: Token[]) {
    const lease = pool.acquire(session, tokens);
    await lease.slot.align(tokens);
    await lease.slot.evaluate(tokens.slice(lease.slot.length));
    pool.release(lease);
    return lease.slot;
  }

  /** Says whose sequence it is to have been. */
  function take(session: string, tokens: Token[], yielding = false): Lease & { reused: number } {
    const lease = pool.acquire(session, tokens, yielding);
    return { ...lease, reused: lease.slot.shared(tokens) };
  }

  it("stay with their sessions", async () => {
    const one = await use("one", prose.slice(0, 100));
    const two = await use("two", prose.slice(200, 300));
    assert.equal(take("one", prose.slice(0, 120)).slot, one);
    assert.equal(take("two", prose.slice(200, 320)).slot, two);
  });

  it("come back from a request that yields to an answer of the same conversation: no other one loses its own", async () => {
    await use("one", prose.slice(0, 100));
    await use("two", prose.slice(200, 300));
    const compaction = take("one", prose.slice(0, 110), true);
    const answer = take("one", prose.slice(0, 120));
    assert.equal(answer.slot, compaction.slot);
    assert.equal(answer.reused, 100);
    assert.equal(compaction.taken.aborted, true);
    pool.release(compaction);
    assert.equal(take("two", prose.slice(200, 310)).reused, 100);
  });

  it("are all in use where no request yields", () => {
    take("one", prose);
    take("two", prose);
    assert.throws(() => take("three", prose), /in use/);
  });

  it("that are empty come before one that shares a little of a long conversation", async () => {
    const one = await use("one", prose.slice(0, 300));
    assert.notEqual(take("new", [...prose.slice(0, 100), ...prose.slice(350)]).slot, one);
  });

  it("that share most of what they hold come before empty ones", async () => {
    const one = await use("one", prose.slice(0, 300));
    assert.equal(take("branch", [...prose.slice(0, 200), ...prose.slice(350)]).slot, one);
  });
});
