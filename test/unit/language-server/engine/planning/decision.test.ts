import assert from "node:assert/strict";
import { inEnglish } from "../../../../../common/translatable-text.ts";
import type { Standing } from "../../../../../language-server/engine/backend/crash-record.ts";
import { needsFromFacts } from "../../../../../language-server/engine/inspection/model-needs.ts";
import { decide, type PlanFacts } from "../../../../../language-server/engine/planning/decision.ts";
import type { Memory } from "../../../../../language-server/engine/planning/plan.ts";

const GIB = 2 ** 30;
const NOTHING = { vram: 0, ram: 0 };
const CONTEXT = { fixed: 0.2 * GIB, perSequence: 0, perToken: 10_000 };
const NEEDS = needsFromFacts({
  layers: 24,
  weightBytes: 10 * GIB,
  embeddingBytes: 0.5 * GIB,
  contexts: { full: CONTEXT, window: CONTEXT },
});

const GPU: Memory = {
  backend: "CUDA",
  devices: ["Some GPU"],
  vramTotal: 24 * GIB,
  vramFree: 23 * GIB,
  isUnified: false,
  ramTotal: 32 * GIB,
  ramFree: 24 * GIB,
  expertsOnCpu: false,
};
const CPU: Memory = { ...GPU, backend: "CPU", devices: [], vramTotal: 0, vramFree: 0 };

const standing = (level: Standing["level"], limits: Standing["limits"] = {}): Standing => ({ level, limits });

const decided = (facts: Partial<PlanFacts>) =>
  decide({
    needs: NEEDS,
    memory: GPU,
    releasable: NOTHING,
    standing: standing("normal"),
    settings: { chatContextSize: 0 },
    ...facts,
  });

/** Of a decision to load: where, why with less, with care, and beside what is loaded. */
function loaded(facts: Partial<PlanFacts>) {
  const decision = decided(facts);
  assert.equal(decision.kind, "load");
  const { plan, isCareful, fitsBeside } = decision;
  return { fit: plan.fit, reduced: plan.reduced, isCareful, fitsBeside };
}

describe("decision before a model is loaded", () => {
  it("is to load it where there is room", () => {
    const expected = { reduced: undefined, isCareful: false, fitsBeside: true };
    assert.deepEqual(loaded({}), { fit: "gpu", ...expected });
    assert.deepEqual(loaded({ memory: CPU }), { fit: "cpu", ...expected });
  });

  it("counts the memory of what can be released, and says whether it has to be", () => {
    for (const memory of [
      { ...GPU, vramFree: 9 * GIB },
      { ...CPU, ramFree: 9 * GIB },
    ]) {
      const fit = memory.backend === "CPU" ? "cpu" : "gpu";
      const releasable = {
        vram: memory.vramTotal > 0 ? 13 * GIB : 0,
        ram: memory.vramTotal > 0 ? 0 : 13 * GIB,
      };
      const { fitsBeside, ...rest } = loaded({ memory, releasable });
      assert.deepEqual([rest.fit, fitsBeside], [fit, false]);
    }
    assert.equal(loaded({ releasable: { vram: 0.5 * GIB, ram: 0 } }).fitsBeside, true);
  });

  it("is to load it with care after crashes on a GPU", () => {
    const { isCareful, reduced } = loaded({ standing: standing("careful") });
    assert.deepEqual([isCareful, reduced], [true, "crash"]);
  });

  it("is to load less of it where more was too much", () => {
    const { fit, reduced } = loaded({ standing: standing("normal", { vram: 8 * GIB }) });
    assert.deepEqual([fit, reduced], ["partGpu", "outOfMemory"]);
  });

  const given: [string, Partial<PlanFacts>, RegExp, string | undefined][] = [
    ["has too little memory", { memory: { ...GPU, vramFree: 1 * GIB } }, /CUDA.*too little free/, undefined],
    ["ran out of memory", { standing: standing("normal", { vram: 0 }) }, /ran out.*CUDA/, "outOfMemory"],
    ["crashed again and again", { standing: standing("never") }, /crashed repeatedly.*CUDA/, "crash"],
  ];
  for (const [name, facts, note, reduced] of given)
    it(`is to use the CPU where the GPU ${name}, and to decide again there`, () => {
      const first = decided(facts);
      assert.equal(first.kind, "useCpu");
      assert.match(inEnglish(first.note), note);
      assert.equal(first.reduced, reduced);
      const { fit, ...rest } = loaded({ memory: CPU, gpuReduced: first.reduced });
      assert.deepEqual([fit, rest.reduced], ["cpu", reduced]);
    });

  it("is not to load what crashed on the CPU too, or is too large for it", () => {
    assert.deepEqual(decided({ memory: CPU, standing: standing("never") }), { kind: "crashed" });
    const tooLarge = decided({ memory: { ...CPU, ramFree: 4 * GIB } });
    assert.equal(tooLarge.kind === "tooLarge" && tooLarge.plan.fit, "tooLarge");
  });
});
