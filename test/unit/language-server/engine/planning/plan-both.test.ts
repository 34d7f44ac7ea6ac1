import assert from "node:assert/strict";
import { needsFromFacts } from "../../../../../language-server/engine/inspection/model-needs.ts";
import {
  type Memory,
  planFromNeeds,
  vramReserve,
} from "../../../../../language-server/engine/planning/plan.ts";
import { planBoth, planCompletion } from "../../../../../language-server/engine/planning/plan-both.ts";
import { factsOf, readCatalog } from "../../../../../language-server/features/models/catalog.ts";
import type { FitPlan } from "../../../../../language-server/protocol/models.ts";

const GIB = 2 ** 30;
const SETTINGS = { chatContextSize: 0 };

function needsOf(id: string) {
  const entry = readCatalog().find((each) => each.id === id);
  assert.ok(entry);
  return needsFromFacts(factsOf(entry));
}

const LARGE = needsOf("gpt-oss-20b");
const SMALL = needsOf("qwen2.5-coder-1.5b");
const MIDDLE = needsOf("qwen2.5-coder-7b");

/** A desktop has taken some of the GPU's memory, and of the RAM's. */
function machine(vramGib: number, ramGib: number, expertsOnCpu = true): Memory {
  return {
    backend: vramGib > 0 ? "CUDA" : "CPU",
    devices: vramGib > 0 ? ["Some GPU"] : [],
    vramTotal: vramGib * GIB,
    vramFree: Math.max(0, (vramGib - 0.6) * GIB),
    isUnified: false,
    ramTotal: (ramGib + 8) * GIB,
    ramFree: ramGib * GIB,
    expertsOnCpu,
  };
}

const both = (memory: Memory, needs = SMALL) => planBoth({ needs: LARGE }, { needs }, memory, SETTINGS);

const shortly = ({ fit, gpuLayers, experts }: FitPlan) =>
  [fit, ...(fit === "partGpu" ? [gpuLayers] : []), ...(experts ? [experts.onCpu] : [])].join(" ");

describe("plan of two models", () => {
  for (const [title, memory, needs, main, completion] of [
    ["both whole on a card of 24 GB", machine(24, 24), SMALL, "gpu", "gpu"],
    ["both whole on a card of 16 GB", machine(16, 24), SMALL, "gpu", "gpu"],
    ["more experts on the CPU where 12 GB are short", machine(12, 24), SMALL, "expertsOnCpu 11", "gpu"],
    ["experts for a larger one as well", machine(16, 24), MIDDLE, "expertsOnCpu 16", "gpu"],
    ["no layers of the large one for a larger one", machine(16, 24, false), MIDDLE, "gpu", "cpu"],
    ["some layers, where it was never whole", machine(8, 24, false), SMALL, "partGpu 9", "gpu"],
    ["not most of its layers", machine(12, 24, false), MIDDLE, "partGpu 21", "cpu"],
    ["both on a CPU with room for both", machine(0, 32), SMALL, "cpu", "cpu"],
    ["the large one alone where RAM is short", machine(0, 16), MIDDLE, "cpu", "tooLarge"],
  ] as const)
    it(`is: ${title}`, () => {
      const plans = both(memory, needs);
      assert.deepEqual([shortly(plans.main), shortly(plans.completion)], [main, completion]);
    });

  it("has contexts for suggestions in the small model only", () => {
    const { main, completion } = both(machine(24, 24));
    assert.deepEqual(
      [main, completion].map(({ contexts }) => contexts.map(({ lane }) => lane)),
      [["edit", "chat"], ["completion"]],
    );
  });

  it("never takes more together than there is", () => {
    for (let vram = 0; vram <= 32; vram += 2)
      for (let ram = 8; ram <= 48; ram += 8)
        for (const expertsOnCpu of [true, false])
          for (const needs of [SMALL, MIDDLE]) {
            const memory = machine(vram, ram, expertsOnCpu);
            const { main, completion } = both(memory, needs);
            if (main.fit === "tooLarge") continue;
            const used = completion.fit === "tooLarge" ? [main] : [main, completion];
            const sum = (of: "vramNeeded" | "ramNeeded") => used.reduce((total, plan) => total + plan[of], 0);
            assert.ok(sum("ramNeeded") <= memory.ramFree);
            if (vram > 0) assert.ok(sum("vramNeeded") <= memory.vramFree - vramReserve(memory));
          }
  });

  it("leaves the large one as it is alone where the small one has no room", () => {
    const memory = machine(0, 16);
    assert.deepEqual(both(memory, MIDDLE).main, planFromNeeds(LARGE, memory, SETTINGS));
  });

  it("advises no closing of programs for memory that the other model has", () => {
    const idle = { ...machine(12, 24), vramFree: 12 * GIB };
    assert.deepEqual(both(idle).main.advice, []);
  });
});

describe("plan of a model for suggestions alone", () => {
  it("is whole on the GPU, else on the CPU", () => {
    const planned = (memory: Memory) => planCompletion({ needs: SMALL }, memory).fit;
    assert.deepEqual([machine(4, 8), machine(2, 8), machine(0, 8), machine(0, 1)].map(planned), [
      "gpu",
      "cpu",
      "cpu",
      "tooLarge",
    ]);
  });
});
