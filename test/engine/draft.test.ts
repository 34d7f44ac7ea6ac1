import assert from "node:assert/strict";
import type { ControlledEvaluateInputItem, Llama, LlamaModel, Token } from "node-llama-cpp";
import { InputDraft } from "../../language-server/engine/drafts/input-draft.ts";
import { Drawer, type Drawn } from "../../language-server/engine/drawing/drawer.ts";
import { evaluateWithDrafts } from "../../language-server/engine/drawing/evaluation.ts";
import { SequencePool } from "../../language-server/engine/generation/sequence-pool.ts";
import { Tokenizer } from "../../language-server/engine/tokens/tokenizer.ts";
import type { EngineClient } from "../../language-server/engine-client/client.ts";
import { renderEditPrompt } from "../../language-server/prompt/edit-prompt.ts";
import { fixture, scriptedFixture } from "../../tools/fixtures/cache.ts";
import { cpuLlama } from "../../tools/fixtures/cpu-llama.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import { rewriting } from "../../tools/fixtures/rewriting.ts";
import { LEAST_LEAD_NATS } from "../../tools/token-margins/cases.ts";
import { smallModelFor } from "../small-model.ts";
import { assertSame, draw } from "./drawn.ts";
import { ask, EngineBench, special, text } from "./support.ts";

const MAX_SAID = 80;
const GREEDY = { temperature: 0 };
/** The best token of a scripted model then comes nineteen times of twenty. */
const TEMPERATURE = 17;
const ROUND = " two three four one";
const WINDOW_TOKENS = 128;
const PYTHON = `def load(path, defaults=None):
    values = {}
    with open(path) as stream:
        for number, line in enumerate(stream):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            name, separator, value = line.partition("=")
            values[name.strip()] = value.strip()
    return values`;

describe("engine: drafts from the prompt", function () {
  this.timeout(240_000);
  let bench: EngineBench;
  // Each with a model of its own: one engine has one model.
  beforeEach(async () => {
    bench = await EngineBench.create();
  });
  afterEach(() => bench.end());

  const answers = (client: EngineClient, prompt: Parameters<typeof ask>[1], draft: boolean) =>
    ask(client, prompt, {
      lane: "edit",
      maxTokens: 400,
      stop: { texts: ["```"], specials: ["<|return|>"] },
      ...(draft ? { draft: "input" } : {}),
    });

  it("change nothing about the answer, and save passes where it repeats the prompt", async () => {
    const { script, before, after } = rewriting(30, "\n");
    const client = await bench.ready(await scriptedFixture(script));
    const prompt = [
      special("<|start|>"),
      text(`Selection:\n\n\n${before}`),
      special("<|message|>"),
      text("\n"),
    ];
    const plain = await answers(client, prompt, false);
    const drafted = await answers(client, prompt, true);
    assert.equal(plain.text, after);
    assert.equal(drafted.text, after);
    assert.deepEqual(drafted.counts.generatedTokens, plain.counts.generatedTokens);
    assert.equal(plain.forwardPasses, plain.counts.generatedTokens);
    assert.deepEqual([plain.counts.draftedTokens, plain.counts.acceptedTokens], [0, 0]);
    assert.ok(
      drafted.forwardPasses < drafted.counts.generatedTokens,
      `${drafted.forwardPasses} passes for ${drafted.counts.generatedTokens} tokens`,
    );
    assert.equal(drafted.counts.acceptedTokens, drafted.counts.generatedTokens - drafted.forwardPasses);
    assert.ok(drafted.counts.draftedTokens >= drafted.counts.acceptedTokens);
    // What was drafted in vain is gone from the sequence.
    assert.equal((await answers(client, prompt, false)).text, after);
  });

  it("change nothing about a chat's answer that is drawn by chance", async () => {
    const { script, before } = rewriting(30, "\n");
    const client = await bench.ready(await scriptedFixture(script));
    const prompt = [text(before), special("<|message|>"), text("\n")];
    const request = { lane: "chat" as const, maxTokens: 400, stop: { texts: ["```"], specials: [] } };
    let passes = 0;
    let tokens = 0;
    for (const seed of [1, 2, 3, 4]) {
      // So hot that the answer leaves the script sooner or later.
      const sampling = { temperature: TEMPERATURE, topP: 1, seed };
      const plain = await ask(client, prompt, { ...request, sampling });
      const drafted = await ask(client, prompt, { ...request, sampling, draft: "input" });
      assert.equal(drafted.text, plain.text);
      assert.equal(drafted.counts.generatedTokens, plain.counts.generatedTokens);
      passes += drafted.forwardPasses;
      tokens += drafted.counts.generatedTokens;
    }
    assert.ok(passes < tokens, `${passes} passes for ${tokens} tokens`);
  });

  it("are none under a grammar", async () => {
    const { script, before } = rewriting(30, "\n");
    const client = await bench.ready(await scriptedFixture(script));
    const answer = await ask(client, [text(before), special("<|message|>"), text("\n")], {
      draft: "input",
      grammar: 'root ::= " " [a-z ]*',
    });
    assert.equal(answer.forwardPasses, answer.counts.generatedTokens);
  });

  it("end an answer where the context ends, and not before", async () => {
    const client = await bench.ready(
      await scriptedFixture({ sequences: [[{ text: " one" }, { text: ROUND }]] }),
    );
    const prompt = [text(ROUND.repeat(10))];
    const request = { lane: "edit" as const, stop: { texts: [], specials: [] }, draft: "input" as const };
    await ask(client, prompt, { ...request, maxTokens: 1 });
    const size = client.status.contexts?.find(({ lane }) => lane === "edit")?.size ?? 0;
    const drafted = await ask(client, prompt, { ...request, maxTokens: size });
    assert.equal(drafted.stopReason, "context");
    const { promptTokens, generatedTokens } = drafted.counts;
    assert.equal(promptTokens + generatedTokens, size - 1);
    assert.ok(drafted.forwardPasses < generatedTokens);
  });
});

describe("engine: drafts from the prompt, of a real model", function () {
  this.timeout(240_000);
  let llama: Llama;
  let model: LlamaModel;
  before(async function () {
    const modelPath = await smallModelFor(this);
    llama = await cpuLlama();
    model = await llama.loadModel({ modelPath });
  });
  after(async () => {
    await model?.dispose();
    await llama?.dispose();
  });

  const context = () => model.createContext({ contextSize: 2_048, swaFullCache: true, threads: 1 });

  /** How far each token is behind the best one, when they are evaluated without drafts. */
  async function behindBest(prompt: readonly Token[], said: readonly Token[]): Promise<number[]> {
    const fresh = await context();
    const before = prompt.slice(0, -1);
    const input = [...before, ...[...prompt.slice(-1), ...said.slice(0, -1)].map(askingFor(said))];
    const outputs = await fresh.getSequence().controlledEvaluate(input);
    await fresh.dispose();
    return said.map((token, index) => {
      const { logits = new Map<Token, number>() } = outputs[before.length + index]?.next ?? {};
      return Math.max(...logits.values()) - (logits.get(token) ?? Number.NEGATIVE_INFINITY);
    });
  }

  /** What the model thinks of the token that was said, and of the best one. */
  const askingFor =
    (said: readonly Token[]) =>
    (token: Token, index: number): ControlledEvaluateInputItem => [
      token,
      {
        generateNext: {
          token: true,
          logits: { filter: { tokens: said.slice(index, index + 1), includeSelected: true } },
          options: { temperature: 0 },
        },
      },
    ];

  it("say nothing that it wouldn't say, asked again and again on the same sequence", async () => {
    const tokenizer = new Tokenizer(model);
    const { slot } = new SequencePool(await context(), { window: 0 }).acquire("test", []);
    const counts = { said: 0, passes: 0 };
    for (const instruction of ["Rename values to settings.", "Add a docstring.", "Use single quotes."]) {
      const { parts } = renderEditPrompt({
        path: "config.py",
        languageId: "python",
        instruction,
        before: "",
        after: "",
        selection: PYTHON,
        related: [],
        problems: [],
      });
      const { tokens } = tokenizer.prompt(parts);
      const draft = new InputDraft(tokens);
      const rest = tokens.slice(await slot.align(tokens));
      const said: Token[] = [];
      const options = { sampling: GREEDY, maxTokens: MAX_SAID };
      const drafting = { draft, expectsUrgent: () => false };
      const evaluation = evaluateWithDrafts(slot.sequence, rest, options, drafting);
      const isOver = () => said.length >= MAX_SAID || said.some((token) => model.isEogToken(token));
      const next = ({ token }: Drawn) => said.push(token) > 0 && !isOver();
      while (!isOver()) await evaluation.goOn(next);
      evaluation.dispose();
      for (const [index, nats] of (await behindBest(tokens, said)).entries())
        assert.ok(nats < LEAST_LEAD_NATS, `token ${index} of ${instruction}: ${nats} nats behind`);
      counts.said += said.length;
      counts.passes += draft.passes;
    }
    assert.ok(counts.passes < counts.said, `${counts.passes} passes for ${counts.said} tokens`);
  });
});

describe("engine: drafts in vain, on a sliding window", () => {
  let llama: Llama;
  let model: LlamaModel;
  before(async () => {
    llama = await cpuLlama();
    model = await llama.loadModel({ modelPath: await fixture("tiny") });
  });
  after(async () => {
    await model.dispose();
    await llama.dispose();
  });

  it("leave the sequence as if they hadn't been", async () => {
    const tokens = new Tokenizer(model).text(proseOf(1_400));
    const contextOf = (swaFullCache: boolean) =>
      model.createContext({ contextSize: 2_048, swaFullCache, threads: 1 });
    const fresh = await contextOf(true);
    const expected = await draw(fresh.getSequence(), tokens, 4);
    await fresh.dispose();

    const context = await contextOf(false);
    const { sequence } = new SequencePool(context, { window: WINDOW_TOKENS }).acquire("test", []).slot;
    const drawn = tokens.length - 100;
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, drawn));
    const drawer = new Drawer(sequence, { sampling: GREEDY });
    for (let at = drawn; at < tokens.length - 1; at++) {
      const said = await drawer.pass(tokens.slice(at, at + 1), tokens.slice(0, 32));
      assert.equal(said.length, 1);
      assert.equal(sequence.nextTokenIndex, at + 1);
      const windowStart = at + 1 - WINDOW_TOKENS + 1;
      assert.ok(sequence.stateCellsStartIndex <= windowStart, `cells from ${sequence.stateCellsStartIndex}`);
    }
    drawer.dispose();
    assertSame(await draw(sequence, tokens.slice(-1), 4), expected);
    await context.dispose();
  });
});
