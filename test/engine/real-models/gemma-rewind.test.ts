/** A conversation with a model of another family that has a sliding window: whatever comes next is as if evaluated afresh. */
import assert from "node:assert/strict";
import type { Llama, LlamaModel, Token } from "node-llama-cpp";
import { SequencePool, type Slot } from "../../../language-server/engine/generation/sequence-pool.ts";
import { ChatTemplate } from "../../../language-server/engine/tokens/chat-template.ts";
import { Tokenizer } from "../../../language-server/engine/tokens/tokenizer.ts";
import type { ChatPrompt, ChatPromptMessage } from "../../../language-server/engine-protocol/protocol.ts";
import { cpuLlama } from "../../../tools/fixtures/cpu-llama.ts";
import { proseOf } from "../../../tools/fixtures/prose.ts";
import { gemmaWithTemplateFor } from "../../small-model.ts";

/** What different batch sizes alone change with its coarse weights is up to 0.09. */
const NOISE = 0.15;
const DRAWN = 3;

describe("engine: a conversation with Gemma 3, whose window slides", function () {
  this.timeout(300_000);
  let llama: Llama;
  let model: LlamaModel;
  let template: ChatTemplate;
  /** Its window doesn't slide, so that whatever it has of a prompt is as if evaluated afresh: see the last test. */
  let whole: Slot;
  before(async function () {
    const modelPath = await gemmaWithTemplateFor(this);
    llama = await cpuLlama();
    model = await llama.loadModel({ modelPath });
    template = new ChatTemplate(model, new Tokenizer(model));
    whole = await slotOf(true);
  });
  after(async () => {
    await model?.dispose();
    await llama?.dispose();
  });

  async function slotOf(swaFullCache: boolean): Promise<Slot> {
    const context = await model.createContext({ contextSize: 2_048, swaFullCache, threads: 1 });
    const window = swaFullCache ? 0 : (model.fileInsights.swaSize ?? 0);
    return new SequencePool(context, { window }).acquire("test", []).slot;
  }

  /** Evaluates the prompt as the engine does, from what the slot keeps of it. */
  async function evaluate(slot: Slot, { tokens, checkpoints }: { tokens: Token[]; checkpoints: number[] }) {
    const kept = await slot.align(tokens);
    for (const end of [...checkpoints, tokens.length - 1].filter((length) => length > kept)) {
      const batch = tokens.slice(slot.sequence.nextTokenIndex, Math.min(end, tokens.length - 1));
      if (batch.length > 0) await slot.sequence.evaluateWithoutGeneratingNewTokens(batch);
      if (checkpoints.includes(slot.sequence.nextTokenIndex)) await slot.takeCheckpoint();
    }
    return kept;
  }

  /** The most likely token each time, and how likely every other was. */
  async function draw(slot: Slot, tokens: Token[]) {
    const drawn: { token: Token; probabilities: Map<Token, number> }[] = [];
    for await (const { token, probabilities } of slot.sequence.evaluateWithMetadata(
      tokens.slice(slot.sequence.nextTokenIndex),
      { probabilities: true },
      { temperature: 0, yieldEogToken: true },
    )) {
      drawn.push({ token, probabilities });
      if (drawn.length === DRAWN) break;
    }
    return drawn;
  }

  /**
   * As likely as in another slot. Of tokens that are nearly as likely, either may be drawn.
   * Resolves with how many tokens of the prompt were evaluated.
   */
  async function assertLike(other: Slot, slot: Slot, prompt: ChatPrompt): Promise<number> {
    const rendered = await template.render(prompt);
    await evaluate(other, rendered);
    const expected = await draw(other, rendered.tokens);
    const kept = await evaluate(slot, rendered);
    const drawn = await draw(slot, rendered.tokens);
    for (const [index, { token, probabilities }] of drawn.entries()) {
      const wanted = expected[index];
      assert.ok(wanted);
      for (const each of [token, wanted.token]) {
        const [here, there] = [probabilities.get(each) ?? 0, wanted.probabilities.get(each) ?? 0];
        assert.ok(Math.abs(here - there) <= NOISE, `token ${index}, ${each}: ${here}, elsewhere ${there}`);
      }
      const lead = (wanted.probabilities.get(wanted.token) ?? 0) - (wanted.probabilities.get(token) ?? 0);
      assert.ok(lead <= NOISE, `token ${index}: ${token}, elsewhere ${wanted.token}, by ${lead}`);
      // What follows another token is another text.
      if (token !== wanted.token) break;
    }
    return rendered.tokens.length - kept;
  }

  const says = (role: ChatPromptMessage["role"], text: string): ChatPromptMessage => ({ role, text });
  const OPENING = [says("system", "Be brief."), says("user", `Remember: ${proseOf(560)}. What is it about?`)];
  const ANSWER = says("assistant", "It is about values, names and files.");

  it("evaluates the next question alone, once the answer is warm", async () => {
    const slot = await slotOf(false);
    await assertLike(whole, slot, { messages: OPENING });
    // The answer went another way than it is kept: thoughts are left out.
    await evaluate(slot, await template.render({ messages: [...OPENING, ANSWER] }));
    const next = [...OPENING, ANSWER, says("user", "And what else?")];
    const evaluated = await assertLike(whole, slot, { messages: next });
    assert.ok(evaluated <= 25, `${evaluated} tokens`);
    await slot.sequence.context.dispose();
  });

  it("goes back to the question before when it is asked again, and to an earlier turn", async () => {
    const slot = await slotOf(false);
    const first = [...OPENING, ANSWER, says("user", "And what else?")];
    await assertLike(whole, slot, { messages: first });
    const other = [...OPENING, ANSWER, says("user", "Which of them comes first?")];
    const evaluated = await assertLike(whole, slot, { messages: other });
    assert.ok(evaluated <= 30, `${evaluated} tokens`);
    const longer = [...other, says("assistant", proseOf(300, 3)), says("user", "Go on.")];
    await assertLike(whole, slot, { messages: longer });
    await assertLike(whole, slot, { messages: first });
    await slot.sequence.context.dispose();
  });

  it("goes on typing with the full cache, from keystroke to keystroke", async () => {
    const slot = await slotOf(true);
    // Without a window to slide, a short conversation is as good as a long one.
    const opening = [says("system", "Be brief."), says("user", "Sum up the prices.")];
    const typed = "const total = prices.reduce((sum, price) => sum + price";
    for (const length of [20, 26, 27, 55]) {
      const fresh = await slotOf(true);
      const prefill = `\`\`\`ts\n${typed.slice(0, length)}`;
      const evaluated = await assertLike(fresh, slot, { messages: opening, prefill });
      await fresh.sequence.context.dispose();
      if (length > 20) assert.ok(evaluated <= 12, `${evaluated} tokens`);
    }
    await slot.sequence.context.dispose();
  });
});
