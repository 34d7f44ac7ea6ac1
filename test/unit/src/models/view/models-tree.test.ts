import assert from "node:assert/strict";
import type { ModelsOverview } from "../../../../../language-server/protocol/models.ts";
import type { ModelStatus } from "../../../../../language-server/protocol/status.ts";
import type { ModelsNode, ModelsState } from "../../../../../src/models/view/models-node.ts";
import { modelsTree } from "../../../../../src/models/view/models-tree.ts";
import { NOTHING } from "../../../../../src/usage/usage-counts.ts";
import {
  BROKEN,
  DOWNLOAD,
  GPT_OSS,
  IN_PART,
  OFFER,
  ON_GPU,
  overview,
  QWEN,
  TOO_LARGE,
  WITHHELD,
} from "./overviews.ts";

const READY: ModelStatus = {
  state: "ready",
  model: {
    name: "gpt-oss-20b",
    path: GPT_OSS.path,
    architecture: "gpt-oss",
    bytes: GPT_OSS.bytes,
    dialect: "harmony",
    chats: true,
  },
  device: {
    name: "NVIDIA RTX 4090",
    backend: "CUDA",
    vramTotal: 24e9,
    vramFree: 7.1e9,
    gpuLayers: 24,
    layers: 24,
  },
  plan: ON_GPU,
  contexts: [{ lane: "chat", size: 32_768, sequences: 1 }],
};

const BOTH: ModelStatus = {
  ...READY,
  completionModel: {
    state: "ready",
    model: {
      name: QWEN.name,
      path: QWEN.path,
      architecture: "qwen2",
      bytes: QWEN.bytes,
      dialect: "infill",
      chats: false,
    },
    device: { name: "CPU", backend: "CPU", vramTotal: 0, vramFree: 0, gpuLayers: 0, layers: 29 },
  },
};

function groups(
  changes: Partial<ModelsOverview>,
  state: Partial<ModelsState> = {},
): Map<string, ModelsNode[]> {
  const tree = modelsTree({
    overview: overview(changes),
    status: { state: "none" },
    downloads: [],
    measured: {},
    today: NOTHING,
    ...state,
  });
  return new Map(tree.map(({ id, children }) => [id, children ?? []]));
}

function only(nodes: ModelsNode[] | undefined): ModelsNode {
  assert.equal(nodes?.length, 1);
  const [node] = nodes ?? [];
  assert(node);
  return node;
}

describe("Models view", () => {
  it("says that there is no model, and leads to one", () => {
    const node = only(groups({}).get("inUse"));
    assert.equal(node.label, "No model");
    assert.equal(node.action?.command, "ossicle.setUp");
  });

  it("shows no group that is empty, and always the machine: first while there is no model", () => {
    assert.deepEqual([...groups({}).keys()], ["machine", "inUse"]);
    assert.deepEqual([...groups({}, { status: READY }).keys()], ["inUse", "machine"]);
  });

  it("tells of the model in use what it takes, and what was measured", () => {
    const counts = {
      promptTokens: 1_500,
      reusedTokens: 1_498,
      generatedTokens: 9,
      draftedTokens: 0,
      acceptedTokens: 0,
      firstTokenMs: 30,
      totalMs: 84,
    };
    const today = { suggestions: 5, accepted: 3, answers: 1, edits: 0, tokens: 99 };
    const node = only(
      groups(
        { found: [GPT_OSS] },
        { status: READY, measured: { suggestion: counts, answer: counts }, today },
      ).get("inUse"),
    );
    assert.equal(node.description, "ready · NVIDIA RTX 4090");
    const facts = node.children?.map(({ label, description }) => `${label}: ${description}`) ?? [];
    for (const fact of [
      "Layers: 24 of 24 on the GPU",
      "Uses: 14.2 GB of GPU memory and 0.9 GB of memory",
      "GPU memory: 16.9 GB of 24.0 GB in use",
      `Context: chat 1 × ${(32_768).toLocaleString()}`,
      "Suggestion: 84 ms · 2 tokens evaluated · 148 tokens/s",
      "Answer: 148 tokens/s",
      "Today: 5 suggested, 3 accepted · answers: 1 · edits: 0 · tokens: 99",
    ])
      assert(facts.includes(fact), `${fact} in ${facts.join("\n")}`);
  });

  it("says why a model failed, and what fixes it", () => {
    const failed: ModelStatus = {
      state: "failed",
      reason: "It has changed since it was verified.",
      fix: "verifyModel",
    };
    for (const status of [failed, { ...failed, model: READY.model }]) {
      const node = only(groups({}, { status }).get("inUse"));
      assert.equal(node.description, "It has changed since it was verified.");
      assert.equal(node.action?.command, "ossicle.verifyModel");
      assert.equal(node.icon, "warning");
      assert.match(node.tip ?? "", /changed since/);
    }
  });

  it("lists what was found: fit, size, quantization, place; another architecture by name", () => {
    const nodes = groups({ found: [GPT_OSS, QWEN] }).get("found") ?? [];
    assert.deepEqual(
      nodes.map(({ description }) => description),
      [
        "fits on the GPU · 12.1 GB · MXFP4 · LM Studio",
        "suggestions only · runs on the CPU · 1.6 GB · Q8_0 · qwen2 · selected",
      ],
    );
    assert.deepEqual(
      nodes.map(({ kind }) => kind),
      ["model usable cataloged", "model usable"],
    );
  });

  it("marks the one in use and the recommended one", () => {
    const [inUse, other] =
      groups({ found: [GPT_OSS, QWEN], recommended: { path: QWEN.path } }, { status: READY }).get("found") ??
      [];
    assert.match(inUse?.description ?? "", /^in use · /);
    assert.equal(inUse?.kind, "model inUse cataloged");
    assert.match(other?.description ?? "", /^recommended · /);
  });

  it("has the model for suggestions beside the other one, each with what was measured of it", () => {
    const counts = {
      promptTokens: 1_500,
      reusedTokens: 1_498,
      generatedTokens: 9,
      draftedTokens: 0,
      acceptedTokens: 0,
      firstTokenMs: 30,
      totalMs: 84,
    };
    const [first, second] =
      groups({}, { status: BOTH, measured: { suggestion: counts, answer: counts } }).get("inUse") ?? [];
    assert.deepEqual(
      [second?.label, second?.description, second?.kind, second?.target?.path],
      ["Qwen2.5-Coder 1.5B", "for suggestions · ready · CPU", "completion ready", QWEN.path],
    );
    const measured = (node: ModelsNode | undefined) =>
      node?.children?.map(({ label }) => label).filter((label) => /Suggestion|Answer/.test(label));
    assert.deepEqual([first, second].map(measured), [["Answer"], ["Suggestion"]]);
  });

  it("tells why the model for suggestions can't be used", () => {
    const completionModel: ModelStatus["completionModel"] = {
      ...BOTH.completionModel,
      state: "failed",
      reason: "There is no file at /models/qwen.gguf.",
    };
    const [, node] = groups({}, { status: { ...READY, completionModel } }).get("inUse") ?? [];
    assert.match(node?.description ?? "", /There is no file at/);
    assert.equal(node?.icon, "warning");
  });

  it("offers another file for suggestions beside the one in use", () => {
    const kinds = (status: ModelStatus) =>
      groups({ found: [GPT_OSS, QWEN] }, { status })
        .get("found")
        ?.map(({ kind }) => kind);
    assert.deepEqual(kinds(READY), ["model inUse cataloged", "model usable canSuggest"]);
    assert.deepEqual(kinds(BOTH), ["model inUse cataloged", "model usable"]);
    assert.deepEqual(kinds({ state: "none" }), ["model usable cataloged", "model usable"]);
    const [, qwen] = groups({ found: [GPT_OSS, QWEN] }, { status: BOTH }).get("found") ?? [];
    assert.match(qwen?.description ?? "", /^for suggestions · /);
  });

  it("gives the reason why a file can't be used, and doesn't offer to use it", () => {
    const node = only(groups({ found: [BROKEN] }).get("found"));
    assert.equal(node.description, "broken.gguf is incomplete.");
    assert.equal(node.icon, "warning");
    assert.equal(node.kind, "model unusable");
    assert.match(node.tip ?? "", /Download it again/);
  });

  it("says how much of a model fits", () => {
    const found = [{ ...GPT_OSS, plan: IN_PART }];
    const node = only(groups({ found }).get("found"));
    assert.match(node.description ?? "", /^partly fits: 14 of 24 layers on the GPU/);
    assert.match(node.tip ?? "", /Close other programs/);
    const large = only(groups({ found: [{ ...GPT_OSS, plan: TOO_LARGE }] }).get("found"));
    assert.match(large.description ?? "", /^too large for this machine/);
  });

  it("offers downloads with size and license; one whose facts are incomplete is listed, not offered", () => {
    const nodes = groups({ catalog: [OFFER, WITHHELD], recommended: { catalogId: OFFER.id } }).get("offers");
    assert.deepEqual(
      nodes?.map(({ description, kind }) => [description, kind]),
      [
        ["recommended · fits on the GPU · 12.1 GB · Apache-2.0", "offer"],
        ["not available yet · too large for this machine · 63.4 GB · Apache-2.0", "withheld"],
      ],
    );
  });

  it("warns of a license that doesn't allow everything", () => {
    const catalog = [{ ...OFFER, license: "Qwen Research", licenseIsOpen: false }];
    assert.match(only(groups({ catalog }).get("offers")).tip ?? "", /Qwen Research.*restricts some uses/);
  });

  it("doesn't offer what is on this machine or on its way", () => {
    assert.equal(groups({ catalog: [{ ...OFFER, path: GPT_OSS.path }] }).get("offers"), undefined);
    assert.equal(groups({ catalog: [OFFER] }, { downloads: [DOWNLOAD] }).get("offers"), undefined);
    const done = groups({ catalog: [OFFER] }, { downloads: [{ ...DOWNLOAD, state: "done" }] });
    assert.equal(done.get("downloads"), undefined);
  });

  const downloads: [Partial<typeof DOWNLOAD>, string, string][] = [
    [{}, "43% · 6 min left · 5.2 GB of 12.1 GB · 19.2 MB/s", "download running"],
    [{ state: "paused" }, "paused at 43%", "download paused"],
    [{ state: "verifying" }, "verifying, 43%", "download verifying"],
    [{ state: "failed", reason: "The disk is full." }, "failed at 43%", "download failed"],
  ];
  for (const [changes, description, kind] of downloads)
    it(`tells how a download goes: ${kind}`, () => {
      const node = only(groups({}, { downloads: [{ ...DOWNLOAD, ...changes }] }).get("downloads"));
      assert.equal(node.description, description);
      assert.equal(node.kind, kind);
      assert.equal(node.target?.id, "gpt-oss-20b");
      if (changes.reason) assert.match(node.tip ?? "", /The disk is full/);
    });

  it("tells what the machine has, and why no GPU is in use", () => {
    const facts = (groups({}).get("machine") ?? []).map(
      ({ label, description }) => `${label}: ${description}`,
    );
    assert.deepEqual(facts, [
      "NVIDIA RTX 4090: CUDA",
      "GPU memory: 21.3 GB of 24.0 GB free",
      "Memory: 45.0 GB of 64.0 GB free",
      "Disk: 512.0 GB free",
    ]);
    const machine = { ...overview().machine, backend: "CPU", devices: [], vramTotal: 0, note: "No driver." };
    const [gpu] = groups({ machine }).get("machine") ?? [];
    assert.equal(gpu?.description, "none in use");
    assert.equal(gpu?.tip, "No driver.");
  });

  it("keeps the ids of what stays, and has each once", () => {
    const state = { found: [GPT_OSS, QWEN, BROKEN], catalog: [OFFER, WITHHELD] };
    const ids = (changes: Partial<ModelsState>) =>
      [...groups(state, changes).values()].flat().map(({ id }) => id);
    const before = ids({});
    assert.equal(new Set(before).size, before.length);
    const others = (all: string[]) => all.filter((id) => !id.startsWith("current")).toSorted();
    assert.deepEqual(others(ids({ status: READY })), others(before));
  });

  it("takes markup in names as text", () => {
    const name = "[x](command:evil) $(flame)";
    const tip = only(groups({ found: [{ ...GPT_OSS, name }] }).get("found")).tip ?? "";
    assert.doesNotMatch(tip, /[^\\]\]\(command:evil|[^\\]\$\(flame/);
  });
});
