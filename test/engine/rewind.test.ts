import assert from "node:assert/strict";
import type { Llama, LlamaModel, Token } from "node-llama-cpp";
import { SequencePool, type Slot } from "../../language-server/engine/generation/sequence-pool.ts";
import { Tokenizer } from "../../language-server/engine/tokens/tokenizer.ts";
import { fixture } from "../../tools/fixtures/cache.ts";
import { cpuLlama } from "../../tools/fixtures/cpu-llama.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import { assertSame, draw } from "./drawn.ts";

const WINDOW_TOKENS = 128;

describe("engine: after every kind of rewind the next tokens are those of a fresh evaluation", () => {
  let llama: Llama;
  let model: LlamaModel;
  let tokenizer: Tokenizer;
  before(async () => {
    llama = await cpuLlama();
    model = await llama.loadModel({ modelPath: await fixture("tiny") });
    tokenizer = new Tokenizer(model);
  });
  after(async () => {
    await model.dispose();
    await llama.dispose();
  });

  async function slotOf(swaFullCache: boolean): Promise<Slot> {
    const context = await model.createContext({ contextSize: 2_048, swaFullCache, threads: 1 });
    return new SequencePool(context, { window: swaFullCache ? 0 : WINDOW_TOKENS }).acquire("test", []).slot;
  }

  /** Evaluates the prompt from what the slot keeps of it, then draws four tokens. */
  async function next(slot: Slot, tokens: Token[], checkpoints: number[] = []) {
    const kept = await slot.align(tokens);
    assert.equal(slot.sequence.nextTokenIndex, kept, "nothing is evaluated again behind the scenes");
    if (slot.sequence.needsCheckpoints)
      assert.ok(
        slot.sequence.stateCellsStartIndex <= Math.max(0, kept - WINDOW_TOKENS + 1),
        `the window before token ${kept} has holes: its cells start at ${slot.sequence.stateCellsStartIndex}`,
      );
    for (const end of [...checkpoints, tokens.length - 1].filter((length) => length > kept)) {
      const batch = tokens.slice(slot.sequence.nextTokenIndex, end);
      if (batch.length > 0) await slot.sequence.evaluateWithoutGeneratingNewTokens(batch);
      if (checkpoints.includes(end)) await slot.takeCheckpoint();
    }
    const drawn = await draw(slot.sequence, tokens.slice(slot.sequence.nextTokenIndex), 4);
    return { kept, drawn };
  }

  async function assertLikeFresh(slot: Slot, tokens: Token[], minKept: number): Promise<void> {
    const fresh = await slotOf(true);
    const expected = await next(fresh, tokens);
    await fresh.sequence.context.dispose();
    const { kept, drawn } = await next(slot, tokens);
    assert.ok(kept >= minKept, `keeps ${kept} of ${tokens.length} tokens`);
    assertSame(drawn, expected.drawn);
  }

  for (const back of [1, 20, 100, 200, 500])
    it(`full cache, back by ${back} tokens`, async () => {
      const slot = await slotOf(true);
      const long = tokenizer.text(proseOf(800));
      await next(slot, long);
      const other = [...long.slice(0, long.length - back), ...tokenizer.text(proseOf(10, 7))];
      await assertLikeFresh(slot, other, long.length - back);
      await slot.sequence.context.dispose();
    });

  // The cells of a sequence of 1,400 tokens start at about 636: some of these go back into them, some before them.
  for (const back of [1, 20, 100, 240, 500, 600, 650, 700, 750, 900])
    it(`sliding window with checkpoints, back by ${back} tokens`, async () => {
      const slot = await slotOf(false);
      const long = tokenizer.text(proseOf(1_400));
      await next(slot, long, [200, 400, 600]);
      const other = [...long.slice(0, long.length - back), ...tokenizer.text(proseOf(10, 7))];
      await assertLikeFresh(
        slot,
        other,
        long.length - back > 800 ? long.length - back : back > 800 ? 400 : 600,
      );
      await slot.sequence.context.dispose();
    });

  it("sliding window, back to a checkpoint that has lost a part of its window only", async () => {
    const slot = await slotOf(false);
    const long = tokenizer.text(proseOf(1_400));
    await next(slot, long, [200, 700]);
    const { stateCellsStartIndex } = slot.sequence;
    assert.ok(
      stateCellsStartIndex > 700 - WINDOW_TOKENS && stateCellsStartIndex < 700,
      "the case is as meant",
    );
    await assertLikeFresh(slot, [...long.slice(0, 710), ...tokenizer.text(proseOf(10, 7))], 700);
    await slot.sequence.context.dispose();
  });

  it("sliding window, rewound twice to the same checkpoint", async () => {
    const slot = await slotOf(false);
    const long = tokenizer.text(proseOf(1_400));
    await next(slot, long, [300]);
    await assertLikeFresh(slot, [...long.slice(0, 320), ...tokenizer.text(proseOf(300, 8))], 300);
    await assertLikeFresh(slot, [...long.slice(0, 310), ...tokenizer.text(proseOf(300, 9))], 300);
    await slot.sequence.context.dispose();
  });
});
