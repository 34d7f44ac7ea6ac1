/** What the fixture models promise to every other test, seen through the engine's own library. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  type Llama,
  LlamaGrammar,
  LlamaGrammarEvaluationState,
  LlamaLogLevel,
  type LlamaModel,
  readGgufFileInfo,
  type Token,
} from "node-llama-cpp";
import { BytePairEncoder } from "../../tools/fixtures/bpe.ts";
import { faultFixture, fixture, scriptedFixture } from "../../tools/fixtures/cache.ts";
import { cpuLlama } from "../../tools/fixtures/cpu-llama.ts";
import { session } from "../../tools/fixtures/scripted/session.ts";
import { type Script, scriptedVocabulary } from "../../tools/fixtures/scripted.ts";
import { assertSame, type Drawn, draw } from "./drawn.ts";

const PROMPTS = 6;
const ANSWER_TOKENS = 16;

const HARMONY_SPECIALS = [
  ...["<|start|>", "<|end|>", "<|message|>", "<|channel|>", "<|constrain|>"],
  ...["<|return|>", "<|call|>", "<|endoftext|>", "<|startoftext|>"],
];

describe("fixture models", () => {
  let llama: Llama;
  before(async () => {
    llama = await cpuLlama();
  });
  after(() => llama.dispose());

  const load = (modelPath: string) => llama.loadModel({ modelPath });

  describe("tiny", () => {
    let path: string;
    let model: LlamaModel;
    before(async () => {
      path = await fixture("tiny");
      model = await load(path);
    });
    after(() => model.dispose());

    it("is at most 3 MB, and a gpt-oss model with a sliding window of 128", async () => {
      assert.ok((await stat(path)).size <= 3e6);
      assert.equal(model.fileInfo.metadata.general.architecture, "gpt-oss");
      assert.equal(model.fileInsights.swaSize, 128);
    });

    it("has the Harmony special tokens, and one token for each word of a Harmony prompt", () => {
      for (const name of HARMONY_SPECIALS) {
        const tokens = model.tokenize(name, true);
        assert.equal(tokens.length, 1, name);
        assert.equal(model.detokenize(tokens, true), name);
      }
      for (const word of ["assistant", "analysis", "final", "user", "system", "developer", "```"])
        assert.equal(model.tokenize(word).length, 1, word);
      assert.equal(model.detokenize([model.tokens.eos as Token], true), "<|return|>");
    });

    it("says the same whatever the batches are, and never a special token", async () => {
      const answers = new Set<string>();
      let compared = 0;
      for (let prompt = 0; prompt < PROMPTS; prompt++) {
        const tokens = randomTokens(300, prompt);
        const whole = await answer(model, [tokens]);
        for (const batches of [
          [tokens.slice(0, 250), tokens.slice(250)],
          pieces(tokens, 37),
          pieces(tokens, 1),
        ])
          compared += assertSame(await answer(model, batches), whole);
        assert.ok(whole.every(({ token }) => token < firstSpecial(model)));
        answers.add(String(tokensOf(whole)));
      }
      assert.ok(compared > PROMPTS * 3 * (ANSWER_TOKENS / 2), `${compared} tokens were compared`);
      assert.equal(answers.size, PROMPTS, "different prompts have different answers");
    });

    for (const distance of [1, 2, 3, 5, 19, 140, 250])
      it(`says something else when the token ${distance} back is another one`, async () => {
        const tokens = randomTokens(300, 1);
        const changed = tokens.with(-1 - distance, 99 as Token);
        assert.notDeepEqual(
          tokensOf(await answer(model, [changed])),
          tokensOf(await answer(model, [tokens])),
        );
      });
  });

  describe("scripted", () => {
    const script: Script = {
      sequences: [
        [{ text: " return a + b;\n}\n```" }, { special: "<|return|>" }],
        [{ text: "  " }, { text: "return" }, { text: " a" }],
        [{ text: "Grüße 世 é" }, { special: "<|end|>" }],
        [{ special: "<|message|>" }, { text: "def" }],
      ],
      fallback: { special: "<|call|>" },
    };
    let path: string;
    let model: LlamaModel;
    before(async () => {
      path = await scriptedFixture(script);
      model = await load(path);
    });
    after(() => model.dispose());

    const say = async (prompt: string, count: number, grammar?: string) =>
      model.detokenize(
        tokensOf(await answer(model, [model.tokenize(prompt, true)], count, grammar && [llama, grammar])),
        true,
      );

    it("is at most 10 MB, and a gpt-oss model with a sliding window of 128", async () => {
      assert.ok((await stat(path)).size <= 10e6);
      assert.equal(model.fileInsights.swaSize, 128);
    });

    it("says what the script says, after any beginning", async () => {
      const beginnings = ["", "<|start|>assistant<|channel|>final<|message|>```ts\nfunction add(a, b) {\n "];
      for (const beginning of beginnings)
        assert.equal(await say(`${beginning} return`, 7), " a + b;\n}\n```<|return|>");
    });

    it("says UTF-8 beyond ASCII, split into tokens or not", async () => {
      const [first, ...rest] = model.tokenize("Grüße 世 é");
      assert.ok(first !== undefined && rest.length > 3);
      const said = tokensOf(await answer(model, [[first]], rest.length + 1));
      assert.deepEqual(said, [...rest, ...model.tokenize("<|end|>", true)]);
    });

    it("follows special tokens too, and says the fallback where the script says nothing", async () => {
      assert.equal(await say("<|start|>assistant<|message|>", 3), "def<|call|><|call|>");
      assert.equal(await say("anything", 2), "<|call|><|call|>");
    });

    it("takes up the script within a word that a grammar forces", async () => {
      for (const prompt of ["function add(a, b) {\n  ", "something else"])
        for (const forced of ["return", "ret", "r"]) {
          const said = await say(prompt, 7, `root ::= ${JSON.stringify(forced)} [^\\x00]*`);
          assert.equal(said, "return a + b;\n}\n```");
        }
    });

    it("says another thing in each step, by the number of calls in its whole context", async () => {
      const steps = Array.from({ length: 64 }, (_, calls) => [[{ text: "assistant" }, { text: `${calls}` }]]);
      const counting = await load(await scriptedFixture({ sequences: [], steps }));
      const call = counting.tokenize(" call<|call|>", true);
      try {
        for (const calls of [0, 1, 2, 31, 32, 62, 63, 70]) {
          const before = randomTokens(300 - 2 * calls, calls);
          const prompt = [...Array(calls).fill(call).flat(), ...before, ...counting.tokenize("assistant")];
          // Two digits may be two tokens; behind one, the answer ends.
          const said = tokensOf(await answer(counting, pieces(prompt, 128), 2));
          assert.equal(counting.detokenize(said), `${Math.min(calls, 63)}`);
        }
      } finally {
        await counting.dispose();
      }
    });

    it("plays a session: thoughts, a patch with lines that are nearly the same, an answer", async () => {
      const patch = "@@\n-const sum = (a, b) => a - b;\n+const sum = (a, b) => a + b;\n";
      const steps = session([
        { thought: "I fix it.", call: "repo_browser.apply_patch", arguments: JSON.stringify({ patch }) },
        { thought: "All is well.", answer: "It adds now." },
      ]);
      const player = await load(await scriptedFixture({ sequences: [], steps }));
      const context = await player.createContext({ contextSize: 512, batchSize: 512 });
      try {
        const sequence = context.getSequence();
        const asked = "<|start|>user<|message|>Fix it.<|end|>";
        const result =
          "<|start|>repo_browser.apply_patch to=assistant<|channel|>analysis<|message|>Done.<|end|>";
        const start = "<|start|>assistant";
        for (const [step, prompt] of [asked + start, `<|call|>${result}${start}`].entries()) {
          const parts = steps[step]?.[0] ?? [];
          const expected = parts.map((part) => ("text" in part ? part.text : part.special)).join("");
          const said: Token[] = [];
          const tokens = player.tokenize(prompt, true);
          for await (const token of sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true })) {
            said.push(token);
            const text = player.detokenize([token], true);
            if (text === "<|call|>" || text === "<|return|>") break;
          }
          assert.equal(start + player.detokenize(said, true), expected);
        }
      } finally {
        await player.dispose();
      }
    });

    it("is tokenised as llama.cpp does", () => {
      const encoder = new BytePairEncoder(scriptedVocabulary(script));
      for (const text of [
        "function add(a, b) {\n  return a + b;\n}\n```",
        "def f(self):\r\n\tx = 12345 # it's\r\n\r\n\r\n  ",
        "don't DON'T we'Ll HTTPServer snake_case camelCase ÀB Ünïcode",
        "日本語 עברית हिन्दी ไทย 😀👍🏽 e\u0301 ﬁ ǅ ²³ \u00a0\u3000x\u2028y",
        "\0\x01 \u{1F468}\u200D\u{1F469}  \n\n   x   \t y",
      ])
        assert.deepEqual(encoder.encode(text), model.tokenize(text), JSON.stringify(text));
    });
  });

  describe("mid", () => {
    it("has the whole vocabulary with the true ids, and says something", async () => {
      const model = await load(await fixture("mid"));
      assert.equal(model.fileInsights.swaSize, 128);
      assert.equal(model.fileInsights.totalLayers, 12 + 1);
      const ids = HARMONY_SPECIALS.flatMap((name) => model.tokenize(name, true));
      assert.deepEqual(ids, [200006, 200007, 200008, 200005, 200003, 200002, 200012, 199999, 199998]);
      const marker = [...model.tokenize("hi <"), ...model.tokenize("|end|>")];
      assert.deepEqual(marker, [3686, 464, 91, 419, 91, 29], "as the reference has it");
      const said = await answer(model, [randomTokens(40, 1)], 4);
      assert.ok(said.length === 4 && said.every(({ token }) => token < firstSpecial(model)));
      await model.dispose();
    });
  });

  for (const { name, layers, experts, bytes } of [
    { name: "20b", layers: 24, experts: 32, bytes: 12_109_549_536 },
    { name: "120b", layers: 36, experts: 128, bytes: 63_387_000_000 },
  ] as const)
    it(`${name} describes the true shapes and takes little disk`, async function () {
      // NTFS makes holes only in files that were marked as sparse, which Node can't do.
      if (process.platform === "win32") this.skip();
      const path = await fixture(name);
      const { size, blocks } = await stat(path);
      assert.ok(Math.abs(size - bytes) < 1e6, `${size} bytes`);
      assert.ok(blocks * 512 < 20e6, `${blocks * 512} bytes on disk`);

      const { architectureMetadata, tensorInfo, metadata } = await readGgufFileInfo(path);
      assert.equal(metadata.general.architecture, "gpt-oss");
      assert.equal(architectureMetadata.block_count, layers);
      assert.equal(architectureMetadata.expert_count, experts);
      assert.equal(metadata.tokenizer.ggml.tokens.length, 201_088);
      assert.equal(tensorInfo?.length, 3 + 19 * layers);
      const shapes = Object.fromEntries(
        tensorInfo.map((tensor) => [tensor.name, tensor.dimensions.map(Number).join(" ")]),
      );
      assert.equal(shapes["token_embd.weight"], "2880 201088");
      assert.equal(shapes[`blk.${layers - 1}.attn_q.weight`], "2880 4096");
      assert.equal(shapes[`blk.${layers - 1}.attn_k.weight`], "2880 512");
      assert.equal(shapes[`blk.${layers - 1}.attn_sinks.weight`], "64");
      assert.equal(shapes[`blk.${layers - 1}.ffn_down_exps.weight`], `2880 2880 ${experts}`);
    });

  describe("faulty files", () => {
    let llama: Llama;
    before(async () => {
      // llama.cpp reports each of them. It is left to the end of the process: node-llama-cpp 3.22's dispose() never
      // settles once a model that failed to load was garbage-collected.
      llama = await cpuLlama({ logLevel: LlamaLogLevel.disabled });
    });

    for (const name of [
      "text",
      "empty",
      "half",
      "headerCut",
      "projector",
      "unknownArchitecture",
      "offsetLie",
    ] as const)
      it(`${name} can't be loaded`, async () => {
        const modelPath = await faultFixture(name);
        await assert.rejects(llama.loadModel({ modelPath }));
      });

    it("embedding loads as what it is", async () => {
      const model = await load(await faultFixture("embedding"));
      assert.equal(model.fileInfo.metadata.general.architecture, "bert");
      const context = await model.createEmbeddingContext({ contextSize: 32 });
      assert.equal((await context.getEmbeddingFor("hello world")).vector.length, 32);
      await model.dispose();
    });
  });

  it("two processes that ask at once get one whole file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ossicle-fixtures-"));
    try {
      const ask = () =>
        promisify(execFile)(process.execPath, ["tools/fixtures/cli.ts", "tiny"], {
          env: { ...process.env, OSSICLE_CACHE_DIR: folder },
        });
      const [first, second] = await Promise.all([ask(), ask()]);
      const [path = ""] = first.stdout.split("\n");
      assert.equal(second.stdout.split("\n")[0], path);
      assert.deepEqual(await readdir(join(path, "..")), ["tiny.gguf"]);
      await (await load(path)).dispose();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** Special tokens stand behind the text tokens. */
const firstSpecial = (model: LlamaModel): number => model.tokenize("<|startoftext|>", true)[0] ?? 0;

/** Ids of text tokens that every vocabulary has; the same for the same seed. */
function randomTokens(count: number, seed: number): Token[] {
  let state = seed + 1;
  return Array.from({ length: count }, () => {
    state = (state * 48271) % 0x7fffffff;
    return (state % 4096) as Token;
  });
}

const pieces = (tokens: Token[], size: number) =>
  Array.from({ length: Math.ceil(tokens.length / size) }, (_, i) => tokens.slice(i * size, (i + 1) * size));

/** The greedy answer to a prompt that is evaluated in these pieces. */
async function answer(
  model: LlamaModel,
  batches: Token[][],
  count = ANSWER_TOKENS,
  grammar?: "" | [llama: Llama, grammar: string],
): Promise<Drawn[]> {
  const context = await model.createContext({ contextSize: 512, batchSize: 512, swaFullCache: true });
  try {
    const sequence = context.getSequence();
    const last = batches.at(-1) ?? [];
    for (const batch of batches.slice(0, -1)) await sequence.evaluateWithoutGeneratingNewTokens(batch);
    return await draw(sequence, last, count, {
      grammarEvaluationState: grammar ? stateOf(model, ...grammar) : undefined,
    });
  } finally {
    await context.dispose();
  }
}

const stateOf = (model: LlamaModel, llama: Llama, grammar: string) =>
  new LlamaGrammarEvaluationState({ model, grammar: new LlamaGrammar(llama, { grammar }) });

const tokensOf = (drawn: readonly Drawn[]): Token[] => drawn.map(({ token }) => token);
