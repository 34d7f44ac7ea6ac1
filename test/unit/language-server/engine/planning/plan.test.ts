import assert from "node:assert/strict";
import fc from "fast-check";
import {
  contextSplit,
  firstLayersWith,
  type ModelNeeds,
  movedBytes,
  needsFromFacts,
  weightsSplit,
} from "../../../../../language-server/engine/inspection/model-needs.ts";
import {
  type Memory,
  planFromNeeds,
  vramReserve,
} from "../../../../../language-server/engine/planning/plan.ts";
import type { ModelFacts } from "../../../../../language-server/engine-protocol/model-facts.ts";
import { factsOf, readCatalog } from "../../../../../language-server/features/models/catalog.ts";
import type { FitPlan } from "../../../../../language-server/protocol/models.ts";

const GIB = 2 ** 30;

/** What decides the size of a context, as a model's header names it. */
interface AttentionFacts {
  /** Without the output layer. */
  layers: number;
  kvHeads: number;
  headSize: number;
  vocabulary: number;
  /** Tokens that every second layer sees back; absent where all layers see all. */
  slidingWindow?: number;
}

const CACHE_VALUE_BYTES = 2;
/** Tokens of one prompt batch: llama.cpp keeps room for each one's logits, 4 bytes for each token of the vocabulary. */
const BATCH_TOKENS = 512;
/** What else a batch needs while it is evaluated: little, beside the logits. */
const SCRATCH_BYTES = 48 * 2 ** 20;

/**
 * Against node-llama-cpp's figures for gpt-oss-20b, within 5 %: 0.80 GiB for two sequences of 4,096 tokens with all
 * cells (insights 0.80), 1.20 GiB for one of 32,768 with the window (insights 1.17).
 */
function contextsOf(attention: AttentionFacts): ModelFacts["contexts"] {
  const { layers, kvHeads, headSize, vocabulary, slidingWindow } = attention;
  // Keys and values.
  const cell = 2 * layers * kvHeads * headSize * CACHE_VALUE_BYTES;
  const fixed = 4 * BATCH_TOKENS * vocabulary + SCRATCH_BYTES;
  const full = { fixed, perSequence: 0, perToken: cell };
  if (slidingWindow === undefined) return { full, window: full };
  const windowed = (slidingWindow + BATCH_TOKENS) * (cell / 2);
  return { full, window: { fixed, perSequence: windowed, perToken: cell / 2 } };
}

/** The true shapes, as their headers tell. */
const GPT_OSS_20B = needsFromFacts({
  layers: 25,
  trainContextSize: 131_072,
  weightBytes: 12_096_558_528,
  embeddingBytes: 615_329_280,
  contexts: contextsOf({
    layers: 24,
    kvHeads: 8,
    headSize: 64,
    vocabulary: 201_088,
    slidingWindow: 128,
  }),
  experts: factsOfEntry("gpt-oss-20b").experts,
});

const AUTOMATIC = { chatContextSize: 0 };

/** A machine with 32 GiB of RAM; a desktop has taken some of its GPU's memory. */
function machine(vramGib: number, change: Partial<Memory> = {}): Memory {
  return {
    backend: vramGib > 0 ? "CUDA" : "CPU",
    devices: vramGib > 0 ? ["Some GPU"] : [],
    vramTotal: vramGib * GIB,
    vramFree: Math.max(0, (vramGib - 0.6) * GIB),
    isUnified: false,
    ramTotal: 32 * GIB,
    ramFree: 24 * GIB,
    expertsOnCpu: false,
    ...change,
  };
}

const plan20b = (memory: Memory, settings = AUTOMATIC) => planFromNeeds(GPT_OSS_20B, memory, settings);

/** As the catalog offers it; an engine test compares these facts with a file of the true shape. */
const GPT_OSS_120B = needsFromFacts(factsOfEntry("gpt-oss-120b"));

function factsOfEntry(id: string): ModelFacts {
  const entry = readCatalog().find((model) => model.id === id);
  assert.ok(entry);
  return factsOf(entry);
}

describe("plan of gpt-oss-120b", () => {
  const roomy = { ramTotal: 128 * GIB, ramFree: 110 * GIB };
  const plan120b = (memory: Memory) => planFromNeeds(GPT_OSS_120B, memory, AUTOMATIC);

  for (const [vram, devices] of [
    [80, ["An 80 GB card"]],
    [96, ["A 96 GB card"]],
    [96, ["A 48 GB card", "A 48 GB card"]],
    [120, ["A 24 GB card", "A 24 GB card", "A 24 GB card", "A 24 GB card", "A 24 GB card"]],
  ] as const)
    it(`lies whole on ${vram} GB in ${devices.length} card${devices.length > 1 ? "s" : ""}, in 59 GiB and its contexts`, () => {
      const plan = plan120b(machine(vram, { ...roomy, devices }));
      assert.deepEqual([plan.fit, plan.gpuLayers, plan.layers, plan.advice], ["gpu", 37, 37, []]);
      assert.ok(plan.vramNeeded > 59 * GIB && plan.vramNeeded < 66 * GIB, `${plan.vramNeeded / GIB} GiB`);
      assert.equal(plan.contexts.find(({ lane }) => lane === "chat")?.size, 32_768);
    });

  it("lies whole in the memory of a machine that has 96 GB for everything, and not where it has 64", () => {
    const unified = (gib: number) =>
      plan120b(
        machine(0, {
          backend: "Metal",
          devices: ["The processor's own"],
          isUnified: true,
          vramTotal: 0.75 * gib * GIB,
          vramFree: 0.75 * gib * GIB,
          ramTotal: gib * GIB,
          ramFree: 0.85 * gib * GIB,
        }),
      );
    assert.equal(unified(96).fit, "gpu");
    assert.equal(unified(64).fit, "tooLarge");
  });

  for (const [vram, least, most] of [
    [48, 24, 30],
    [24, 9, 14],
    [16, 5, 9],
  ] as const)
    it(`lies in part on a ${vram} GB card, where the RAM holds the rest`, () => {
      const plan = plan120b(machine(vram, roomy));
      assert.equal(plan.fit, "partGpu");
      assert.ok(plan.gpuLayers >= least && plan.gpuLayers <= most, `${plan.gpuLayers} layers`);
      assert.ok(plan.vramNeeded + plan.vramReserve <= (vram - 0.6) * GIB);
      assert.ok(plan.ramNeeded < roomy.ramFree);
    });

  it("is too large for such a card where there are 32 GB of RAM, and runs on the CPU with 128", () => {
    for (const vram of [0, 16, 24]) assert.equal(plan120b(machine(vram)).fit, "tooLarge", `${vram} GB`);
    assert.equal(plan120b(machine(0, roomy)).fit, "cpu");
  });
});

describe("plan of gpt-oss-20b", () => {
  it("lies whole on a 16 GB card, in about 14.2 GiB, with the desktop's part left", () => {
    const plan = plan20b(machine(16));
    assert.equal(plan.fit, "gpu");
    assert.deepEqual([plan.gpuLayers, plan.layers], [25, 25]);
    assert.ok(Math.abs(plan.vramNeeded / GIB - 14.2) < 0.3, `${plan.vramNeeded / GIB} GiB`);
    assert.deepEqual(plan.contexts, [
      { lane: "completion", size: 4_096, sequences: 2 },
      { lane: "edit", size: 8_192, sequences: 1 },
      { lane: "chat", size: 32_768, sequences: 2 },
    ]);
    assert.ok(plan.vramReserve >= 0.5 * GIB);
    assert.deepEqual(plan.advice, []);
  });

  it("has one conversation, or a shorter one, where a desktop has taken more of the card", () => {
    const chatWith = (free: number) =>
      plan20b(machine(16, { vramFree: free * GIB })).contexts.find(({ lane }) => lane === "chat");
    assert.deepEqual(chatWith(14.5), { lane: "chat", size: 32_768, sequences: 1 });
    assert.deepEqual(chatWith(14), { lane: "chat", size: 16_384, sequences: 1 });
  });

  it("has more sequences and longer contexts on a larger card", () => {
    const { fit, contexts } = plan20b(machine(24));
    assert.equal(fit, "gpu");
    assert.deepEqual(
      contexts.map(({ lane, size, sequences }) => [lane, size, sequences]),
      [
        ["completion", 4_096, 4],
        ["edit", 16_384, 1],
        ["chat", 32_768, 3],
      ],
    );
  });

  for (const [vram, least, most] of [
    [12, 20, 24],
    [8, 10, 16],
    [4, 4, 8],
  ] as const) {
    it(`lies in part on a ${vram} GB card`, () => {
      const plan = plan20b(machine(vram));
      assert.equal(plan.fit, "partGpu");
      assert.ok(plan.gpuLayers >= least && plan.gpuLayers <= most, `${plan.gpuLayers} layers`);
      assert.ok(plan.vramNeeded + plan.vramReserve <= (vram - 0.6) * GIB);
      assert.ok(plan.advice.includes("otherModel"));
    });
  }

  it("runs on the CPU without a GPU, or with one that would hold next to nothing of it", () => {
    for (const memory of [machine(0), machine(2)]) {
      const plan = plan20b(memory);
      assert.equal(plan.fit, "cpu");
      assert.equal(plan.device, undefined);
      assert.deepEqual([plan.gpuLayers, plan.vramNeeded], [0, 0]);
      assert.ok(plan.ramNeeded > 11 * GIB && plan.ramNeeded < 15 * GIB);
    }
  });

  it("is too large for 8 GB of RAM, and says what would help", () => {
    const plan = plan20b(machine(0, { ramTotal: 8 * GIB, ramFree: 6 * GIB }));
    assert.equal(plan.fit, "tooLarge");
    assert.deepEqual(plan.advice, ["otherModel", "addMemory"]);
  });

  it("asks to close programs only where that would be enough", () => {
    const busy = machine(0, { ramTotal: 32 * GIB, ramFree: 8 * GIB });
    assert.deepEqual(plan20b(busy).advice, ["closePrograms", "otherModel", "addMemory"]);
    assert.ok(plan20b(machine(16, { vramFree: 9 * GIB })).advice.includes("closePrograms"));
  });

  it("counts the memory of an integrated GPU as the machine's", () => {
    const unified = (ramFree: number) =>
      plan20b(
        machine(0, {
          backend: "Vulkan",
          devices: ["Integrated"],
          isUnified: true,
          vramTotal: 24 * GIB,
          vramFree: 24 * GIB,
          ramFree,
        }),
      );
    const roomy = unified(24 * GIB);
    assert.equal(roomy.fit, "gpu");
    assert.equal(roomy.device?.isUnified, true);
    const tight = unified(14.5 * GIB);
    assert.ok(tight.vramNeeded + tight.ramNeeded <= 14.5 * GIB);
    assert.equal(unified(8 * GIB).fit, "tooLarge");
  });

  it("leaves something free on each of several cards", () => {
    const two = machine(24, { devices: ["A", "B"], vramTotal: 24 * GIB, vramFree: 23 * GIB });
    assert.ok(vramReserve(two) > vramReserve({ ...two, devices: ["A"] }));
    assert.equal(vramReserve({ vramTotal: 160 * GIB, devices: ["A", "B"] }), 2 * GIB);
    assert.equal(plan20b(two).device?.name, "A + B");
  });

  it("gives up layers for a long chat that was asked for, and says that a shorter one would not need it", () => {
    const plan = plan20b(machine(16), { chatContextSize: 131_072 });
    assert.equal(plan.contexts.find(({ lane }) => lane === "chat")?.size, 131_072);
    assert.equal(plan.fit, "partGpu");
    assert.equal(plan.advice[0], "smallerContext");
  });

  it("becomes smaller with what is learnt, down to the CPU, and says so", () => {
    const memory = machine(16);
    let plan = plan20b(memory);
    const seen = [plan.vramNeeded];
    for (let attempt = 0; attempt < 20 && plan.fit !== "cpu"; attempt++) {
      plan = planFromNeeds(GPT_OSS_20B, memory, AUTOMATIC, {
        vram: 0.8 * plan.vramNeeded,
        reduced: "outOfMemory",
      });
      assert.ok(plan.vramNeeded < (seen.at(-1) ?? 0));
      assert.equal(plan.reduced, "outOfMemory");
      seen.push(plan.vramNeeded);
    }
    assert.equal(plan.fit, "cpu", `after ${seen.length} plans`);
  });
});

describe("plan where experts can be on the CPU", () => {
  const able = { expertsOnCpu: true };

  /** For each card: the fewest and most layers whose experts are on the CPU. */
  const CARDS: [string, typeof GPT_OSS_20B, number, number, number][] = [
    ["20b", GPT_OSS_20B, 12, 7, 9],
    ["20b", GPT_OSS_20B, 10, 12, 14],
    ["20b", GPT_OSS_20B, 8, 16, 19],
    ["20b", GPT_OSS_20B, 6, 20, 23],
    ["120b", GPT_OSS_120B, 24, 24, 27],
    ["120b", GPT_OSS_120B, 16, 29, 31],
    ["120b", GPT_OSS_120B, 8, 34, 36],
  ];
  for (const [name, needs, vram, least, most] of CARDS)
    it(`keeps all layers of the ${name} and a chat of 32,768 tokens on a ${vram} GB card, without some experts`, () => {
      const memory = machine(vram, { ...able, ramTotal: 128 * GIB, ramFree: 110 * GIB });
      const {
        fit,
        gpuLayers,
        layers,
        experts,
        contexts,
        vramNeeded,
        vramReserve: reserve,
      } = planFromNeeds(needs, memory, AUTOMATIC);
      assert.deepEqual([fit, gpuLayers], ["expertsOnCpu", layers]);
      assert.ok(
        experts && experts.onCpu >= least && experts.onCpu <= most,
        `experts of ${experts?.onCpu} layers`,
      );
      assert.deepEqual([experts.layers, experts.areMapped], [layers - 1, false]);
      assert.equal(contexts.find(({ lane }) => lane === "chat")?.size, 32_768);
      assert.ok(vramNeeded + reserve <= memory.vramFree);
    });

  it("counts the experts in the memory where they are", () => {
    const expert = GPT_OSS_20B.experts?.bytes[0] ?? 0;
    assert.ok(Math.abs(expert / GIB - 0.395) < 0.001);
    const onGpu = weightsSplit(GPT_OSS_20B, { gpuLayers: 25, expertsOnCpu: 0 });
    for (const expertsOnCpu of [1, 14, 24]) {
      const { vram, ram } = weightsSplit(GPT_OSS_20B, { gpuLayers: 25, expertsOnCpu });
      assert.ok(Math.abs(onGpu.vram - vram - expertsOnCpu * expert) < 2, `${expertsOnCpu} layers`);
      assert.ok(Math.abs(ram - onGpu.ram - expertsOnCpu * expert) < 2, `${expertsOnCpu} layers`);
    }
    const none = weightsSplit(GPT_OSS_20B, { gpuLayers: 25, expertsOnCpu: 24 });
    assert.ok(Math.abs(none.vram / GIB - 1.21) < 0.01, `${none.vram / GIB} GiB`);
  });

  it("says what the CPU reads for each token: 4 of 32 experts a layer, and of its own layers everything", () => {
    const bytesWith = (memory: Memory, limits = {}) =>
      planFromNeeds(GPT_OSS_20B, memory, AUTOMATIC, limits).experts;
    const some = bytesWith(machine(12, able));
    assert.ok(some && Math.abs(some.bytesPerToken / (some.onCpu * 0.395 * GIB) - 1 / 8) < 0.001);
    const all = bytesWith(machine(4, able));
    assert.equal(all?.onCpu, 24);
    assert.ok(all.bytesPerToken > 24 * 0.395 * GIB * (1 / 8));
  });

  it("moves whole layers only after the experts of all", () => {
    const { fit, gpuLayers, experts } = plan20b(machine(4, able));
    assert.equal(fit, "partGpu");
    assert.ok(gpuLayers > 10 && gpuLayers < 25, `${gpuLayers} layers`);
    assert.equal(experts?.onCpu, 24);
  });

  it("rather moves the experts of a few layers than to have a chat of 8,192 tokens", () => {
    const { fit, experts, contexts } = plan20b(machine(16, { ...able, vramFree: 13.5 * GIB }));
    assert.equal(fit, "expertsOnCpu");
    assert.ok(experts && experts.onCpu < 4);
    assert.equal(contexts.find(({ lane }) => lane === "chat")?.size, 32_768);
  });

  it("puts layers on the CPU with their experts where the RAM can't hold all experts", () => {
    const plan = plan20b(machine(8, { ...able, ramTotal: 8 * GIB, ramFree: 6.5 * GIB }));
    assert.deepEqual([plan.fit, plan.experts], ["partGpu", undefined]);
  });

  it("leaves them mapped from the file where memory is short, after it ran out, and after a crash", () => {
    const areMapped = (change: Partial<Memory>, limits = {}) =>
      planFromNeeds(GPT_OSS_20B, machine(8, { ...able, ...change }), AUTOMATIC, limits).experts?.areMapped;
    assert.equal(areMapped({}), false);
    assert.equal(areMapped({ ramTotal: 16 * GIB, ramFree: 9 * GIB }), true);
    assert.equal(areMapped({}, { ram: 5 * GIB, reduced: "outOfMemory" }), true);
    assert.equal(areMapped({}, { reduced: "crash" }), true);
  });

  it("leaves experts with their layers where all fits, where all memory is one, on several cards, and without a GPU", () => {
    const unified = { isUnified: true, vramTotal: 16 * GIB, vramFree: 12 * GIB, ramFree: 14 * GIB };
    for (const memory of [
      machine(24, able),
      machine(0, { ...able, ...unified, backend: "Vulkan" }),
      machine(12, { ...able, devices: ["A", "B"] }),
      machine(0, able),
    ])
      assert.equal(plan20b(memory).experts, undefined);
  });

  it("moves more experts with what is learnt, then layers, down to the CPU", () => {
    const memory = machine(12, able);
    let plan = plan20b(memory);
    const seen: (readonly [number, number])[] = [];
    while (plan.fit !== "cpu") {
      seen.push([plan.gpuLayers, plan.experts?.onCpu ?? 0]);
      assert.ok(seen.length < 40);
      const vram = 0.9 * plan.vramNeeded;
      plan = planFromNeeds(GPT_OSS_20B, memory, AUTOMATIC, { vram, reduced: "outOfMemory" });
    }
    const sorted = seen.toSorted(
      ([layers, experts], [others, theirs]) => others - layers || experts - theirs,
    );
    assert.deepEqual(seen, sorted);
    assert.ok(seen.some(([layers, experts]) => layers === 25 && experts === 24));
    assert.ok(seen.some(([layers, experts]) => layers < 25 && experts === 24));
  });

  it("is as ever for a model without experts", () => {
    const dense = { ...GPT_OSS_20B, experts: undefined };
    for (const vram of [4, 8, 12])
      assert.deepEqual(
        planFromNeeds(dense, machine(vram, able), AUTOMATIC),
        planFromNeeds(dense, machine(vram), AUTOMATIC),
      );
  });

  it("knows layers without experts among the first", () => {
    const experts = { bytes: [0, 5, 5, 5] };
    assert.deepEqual(
      [0, 1, 3].map((onCpu) => firstLayersWith(experts, onCpu)),
      [0, 2, 4],
    );
    assert.equal(movedBytes(experts, 2), 10);
  });
});

describe("any plan", () => {
  const needs: fc.Arbitrary<ModelNeeds> = fc
    .record({
      layers: fc.integer({ min: 2, max: 90 }),
      weight: fc.integer({ min: 1e6, max: 1e11 }),
      embeddings: fc.double({ min: 0, max: 0.4, noNaN: true }),
      trainContextSize: fc.option(fc.integer({ min: 512, max: 1 << 20 }), { nil: undefined }),
      kvHeads: fc.integer({ min: 1, max: 64 }),
      vocabulary: fc.integer({ min: 256, max: 300_000 }),
      experts: fc.option(fc.double({ min: 0.1, max: 0.9, noNaN: true })),
    })
    .map(({ layers, weight, embeddings, trainContextSize, kvHeads, vocabulary, experts }) =>
      needsFromFacts({
        layers,
        trainContextSize,
        weightBytes: weight,
        embeddingBytes: Math.round(weight * embeddings),
        contexts: contextsOf({ layers: layers - 1, kvHeads, headSize: 64, vocabulary }),
        ...(experts === null
          ? {}
          : {
              experts: {
                layers: layers - 1,
                bytes: Math.round(weight * (1 - embeddings) * experts),
                usedShare: 1 / 8,
                copyBytes: 1e7,
              },
            }),
      }),
    );
  const memory: fc.Arbitrary<Memory> = fc
    .record({
      vram: fc.integer({ min: 0, max: 96 }),
      vramShare: fc.double({ min: 0, max: 1, noNaN: true }),
      ram: fc.integer({ min: 2, max: 256 }),
      ramShare: fc.double({ min: 0, max: 1, noNaN: true }),
      isUnified: fc.boolean(),
      expertsOnCpu: fc.boolean(),
    })
    .map(({ vram, vramShare, ram, ramShare, isUnified, expertsOnCpu }) =>
      machine(vram, {
        vramFree: vram * vramShare * GIB,
        ramTotal: ram * GIB,
        ramFree: ram * ramShare * GIB,
        isUnified,
        expertsOnCpu,
      }),
    );

  it("never takes more than there is, nor a longer context than the model was trained on", () => {
    fc.assert(
      fc.property(needs, memory, fc.constantFrom(0, 4_096, 131_072), (model, free, chatContextSize) => {
        const plan = planFromNeeds(model, free, { chatContextSize });
        if (plan.fit === "tooLarge") return;
        if (plan.gpuLayers > 0) assert.ok(plan.vramNeeded + plan.vramReserve <= free.vramFree);
        const ram = plan.ramNeeded + (free.isUnified ? plan.vramNeeded : 0);
        assert.ok(ram <= free.ramFree, `${ram} of ${free.ramFree}`);
        for (const { size } of plan.contexts) assert.ok(size <= (model.trainContextSize ?? size));
      }),
    );
  });

  it("is never worse with more memory", () => {
    const ranks = ["tooLarge", "cpu", "partGpu", "whole"];
    // A longer chat is worth the experts of a few layers.
    const rank = ({ fit }: FitPlan) => ranks.indexOf(fit === "gpu" || fit === "expertsOnCpu" ? "whole" : fit);
    fc.assert(
      fc.property(needs, memory, (model, free) => {
        const less = planFromNeeds(model, free, AUTOMATIC);
        const more = planFromNeeds(
          model,
          { ...free, vramFree: free.vramTotal, ramFree: free.ramTotal },
          AUTOMATIC,
        );
        assert.ok(rank(more) >= rank(less), `${less.fit}, then ${more.fit}`);
      }),
    );
  });
});

describe("needs reckoned from facts", () => {
  /** By node-llama-cpp's insights on the true shape's header, in GiB. */
  const INSIGHTS = [
    ["full", 4_096, 2, 0.799],
    ["full", 8_192, 1, 0.785],
    ["full", 16_384, 1, 1.15],
    ["window", 8_192, 1, 0.631],
    ["window", 32_768, 1, 1.168],
    ["window", 32_768, 3, 2.704],
    ["window", 131_072, 1, 3.418],
  ] as const;
  for (const [kind, size, sequences, gib] of INSIGHTS) {
    it(`agree with the insights for gpt-oss-20b: ${sequences} × ${size} tokens, ${kind}`, () => {
      const { vram } = contextSplit(
        GPT_OSS_20B,
        kind,
        { size, sequences },
        { gpuLayers: 25, expertsOnCpu: 0 },
      );
      assert.ok(Math.abs(vram / GIB - gib) < 0.05 * gib, `${vram / GIB} GiB instead of ${gib}`);
    });
  }

  it("spread the weights evenly over the layers, and leave the embeddings in RAM", () => {
    const half = weightsSplit(GPT_OSS_20B, { gpuLayers: 12, expertsOnCpu: 0 });
    const whole = weightsSplit(GPT_OSS_20B, { gpuLayers: 25, expertsOnCpu: 0 });
    assert.ok(Math.abs(half.vram / whole.vram - 12 / 25) < 0.01);
    assert.equal(whole.ram, 615_329_280);
  });
});
