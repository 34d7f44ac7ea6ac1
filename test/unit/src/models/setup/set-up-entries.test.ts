import assert from "node:assert/strict";
import type {
  CatalogModel,
  FitPlan,
  ModelsOverview,
} from "../../../../../language-server/protocol/models.ts";
import { setUpGroups } from "../../../../../src/models/setup/set-up-entries.ts";
import { BROKEN, GPT_OSS, OFFER, ON_CPU, ON_GPU, overview, QWEN, WITHHELD } from "../view/overviews.ts";

const OTHERS = ["Select Model File…", "Find Models in Folder…", "Show Models"];

function labels(changes: Partial<ModelsOverview>, inUse?: string): string[] {
  return setUpGroups(overview(changes), inUse).flatMap(({ entries }) => entries.map(({ label }) => label));
}

describe("Set Up", () => {
  it("puts the recommended model first: one that is here", () => {
    const changes = { found: [QWEN, GPT_OSS], catalog: [OFFER], recommended: { path: GPT_OSS.path } };
    assert.deepEqual(labels(changes), [
      "Use gpt-oss-20b",
      "Use Qwen2.5-Coder 1.5B",
      "Download gpt-oss-20b",
      ...OTHERS,
    ]);
  });

  it("puts the recommended model first: one to download", () => {
    const changes = { found: [QWEN], catalog: [OFFER], recommended: { catalogId: OFFER.id } };
    assert.deepEqual(labels(changes), ["Download gpt-oss-20b", "Use Qwen2.5-Coder 1.5B", ...OTHERS]);
  });

  it("offers neither what can't be used, nor what isn't offered, is here already, or in use", () => {
    const here = { ...OFFER, path: GPT_OSS.path };
    assert.deepEqual(labels({ found: [BROKEN, GPT_OSS], catalog: [WITHHELD, here] }, GPT_OSS.path), OTHERS);
  });

  it("says what speed to expect as an estimate, honestly where there is no GPU", () => {
    const slow = { ...OFFER, plan: ON_CPU };
    const details = [OFFER, slow].map(
      (model) => setUpGroups(overview({ catalog: [model] }), undefined)[0]?.entries[0]?.detail ?? "",
    );
    assert.match(details[0] ?? "", /^Estimate: .*fraction of a second/);
    assert.match(details[1] ?? "", /^Estimate: several seconds/);
  });

  it("says in the second line what a model is for, which the end of a long first line would cut off", () => {
    const coder: CatalogModel = {
      ...OFFER,
      id: "qwen2.5-coder-1.5b",
      name: "Qwen2.5-Coder 1.5B",
      use: "completion",
      bytes: QWEN.bytes,
      plan: ON_CPU,
    };
    const larger = { ...coder, id: "qwen2.5-coder-7b", name: "Qwen2.5-Coder 7B", bytes: 8.1e9 };
    const detailsOf = (plan: FitPlan) =>
      setUpGroups(overview({ found: [QWEN], catalog: [{ ...OFFER, plan }, larger, coder] }), undefined)
        .flatMap(({ entries }) => entries)
        .map(({ detail = "" }) => detail);
    const [use = "", chat = "", seven = "", small = ""] = detailsOf(ON_CPU);
    for (const detail of [use, seven, small])
      assert.match(detail, /^For suggestions only, no chat\. Estimate: /);
    assert.equal(chat, "For chat and edits. For suggestions, Qwen2.5-Coder 1.5B is faster here.");
    assert.match(detailsOf(ON_GPU)[1] ?? "", /^Estimate: /);
  });
});
