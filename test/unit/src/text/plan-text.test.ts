import assert from "node:assert/strict";
import type { FitPlan } from "../../../../language-server/protocol/models.ts";
import { fitTitle, gpuLayersText, planLines, speedEstimate } from "../../../../src/text/plan-text.ts";
import { EXPERTS_ON_CPU, IN_PART, ON_CPU, ON_GPU } from "../models/view/overviews.ts";

describe("words for a plan with experts on the CPU", () => {
  const mapped = (plan: FitPlan): FitPlan => ({
    ...plan,
    ...(plan.experts ? { experts: { ...plan.experts, areMapped: true } } : {}),
  });

  it("say which layers they belong to, and that the layers themselves are on the GPU", () => {
    assert.equal(fitTitle(EXPERTS_ON_CPU), "Fits with the experts of 14 of 24 layers on the CPU");
    assert.equal(gpuLayersText(EXPERTS_ON_CPU), "All layers on the GPU, experts of 14 of 24 on the CPU");
    assert.deepEqual(planLines(EXPERTS_ON_CPU).slice(0, 2), [
      "All layers on NVIDIA RTX 4090 (CUDA), experts of 14 of 24 on the CPU",
      "Needs 14.2 GB of GPU memory, 21.3 GB free; needs 0.9 GB of memory, 45.0 GB free",
    ]);
  });

  it("are the same beside layers that are on the CPU wholly", () => {
    const plan = { ...IN_PART, experts: EXPERTS_ON_CPU.experts };
    assert.equal(gpuLayersText(plan), "14 of 24 layers on the GPU, experts of 14 of 24 on the CPU");
  });

  it("estimate the speed by what the CPU reads for a token, and say so", () => {
    assert.equal(
      speedEstimate(EXPERTS_ON_CPU, 12e9),
      "Estimate: at most 40 tokens per second, with main memory of 30 GB per second.",
    );
  });

  it("say what it costs that they are mapped from the file, and nothing where they aren't", () => {
    const cost = /read through the file: prompts take longer/;
    assert.ok(planLines(mapped(EXPERTS_ON_CPU)).some((line) => cost.test(line)));
    for (const plan of [EXPERTS_ON_CPU, ON_GPU, IN_PART, ON_CPU])
      assert.ok(!planLines(plan).some((line) => cost.test(line)));
  });
});
