import assert from "node:assert/strict";
import type { CompletionOutcome } from "../../../../language-server/protocol/completion.ts";
import type { Download, FitPlan } from "../../../../language-server/protocol/models.ts";
import type { ModelStatus } from "../../../../language-server/protocol/status.ts";
import { HOVER_COMMANDS } from "../../../../src/status/status-hover.ts";
import type { StatusState } from "../../../../src/status/status-state.ts";
import { statusView } from "../../../../src/status/status-view.ts";
import { UNTIL_RESTART } from "../../../../src/text/snooze-text.ts";

const NOW = new Date(2026, 2, 4, 14, 30).getTime();
const MODEL: ModelStatus = {
  state: "ready",
  model: {
    name: "gpt-oss-20b",
    path: "/models/gpt-oss-20b.gguf",
    architecture: "gpt-oss",
    bytes: 12_109_549_536,
    dialect: "harmony",
    chats: true,
  },
  device: {
    name: "NVIDIA H100",
    backend: "CUDA",
    vramTotal: 80e9,
    vramFree: 66.5e9,
    gpuLayers: 24,
    layers: 24,
  },
  contexts: [{ lane: "completion", size: 4096, sequences: 2 }],
};
const ON_CPU = { name: "CPU", backend: "CPU", vramTotal: 0, vramFree: 0, gpuLayers: 0, layers: 24 };
const SMALL: NonNullable<ModelStatus["model"]> = {
  name: "small",
  path: "/models/small.gguf",
  architecture: "qwen2",
  bytes: 1.6e9,
  dialect: "infill",
  chats: false,
};
const FAILED: ModelStatus = {
  state: "failed",
  // Its header was not read.
  model: {
    name: "broken",
    path: "/models/broken.gguf",
    architecture: "",
    bytes: 0,
    dialect: "harmony",
    chats: true,
  },
  reason: "broken.gguf is incomplete: 12 of 40 MB are there.",
  advice: "Download it again.",
  fix: "selectModel",
};
const DOWNLOAD: Download = {
  id: "gpt-oss-20b",
  name: "gpt-oss-20b",
  state: "running",
  bytes: 5_210_000_000,
  totalBytes: 12_109_566_560,
  bytesPerSecond: 19_200_000,
  secondsLeft: 360,
};
const LAST: CompletionOutcome = {
  counts: {
    promptTokens: 1_500,
    reusedTokens: 1_498,
    generatedTokens: 9,
    draftedTokens: 0,
    acceptedTokens: 0,
    firstTokenMs: 30,
    totalMs: 84,
  },
};

function state(changes: Partial<StatusState> = {}): StatusState {
  return {
    server: "running",
    model: MODEL,
    suggestionsEnabled: true,
    language: { id: "typescript", enabled: true },
    downloads: [],
    today: { suggestions: 1_200, accepted: 34, answers: 5, edits: 2, tokens: 12_300 },
    now: NOW,
    ...changes,
  };
}
const view = (changes?: Partial<StatusState>) => statusView(state(changes));
const model = (changes: Partial<ModelStatus>): Partial<StatusState> => ({ model: { ...MODEL, ...changes } });

describe("status bar item", () => {
  const texts: [string, Partial<StatusState>, string | RegExp][] = [
    ["no model", { model: { state: "none" } }, "$(circle-slash) Ossicle: no model"],
    ["loading", model({ state: "loading", progress: 0.628 }), "$(loading~spin) gpt-oss-20b 62%"],
    ["loading, how far is unknown", model({ state: "loading" }), "$(loading~spin) gpt-oss-20b"],
    ["loading, nothing yet", model({ state: "loading", progress: 0 }), "$(loading~spin) gpt-oss-20b"],
    [
      "engine being started again",
      { model: { state: "loading", isRestarting: true, reason: "The engine stopped." } },
      "$(loading~spin) Ossicle: restarting",
    ],
    ["ready", {}, "$(ossicle-logo) gpt-oss-20b"],
    [
      "a model for suggestions and no other",
      { model: { state: "none", completionModel: { state: "ready", model: SMALL } } },
      "$(ossicle-logo) small",
    ],
    [
      "the model for suggestions working, the other one unloaded",
      {
        ...model({ state: "unloaded", completionModel: { state: "working", model: SMALL } }),
        workingSince: NOW - 1_000,
      },
      "$(loading~spin) gpt-oss-20b",
    ],
    [
      "the model for suggestions failed",
      model({ completionModel: { state: "failed", model: SMALL } }),
      "$(warning) gpt-oss-20b",
    ],
    ["unloaded", model({ state: "unloaded" }), "$(circle-outline) gpt-oss-20b"],
    ["failed", { model: FAILED }, "$(warning) Ossicle: model failed"],
    ["off everywhere", { suggestionsEnabled: false }, "$(bell-slash) Ossicle: suggestions off"],
    [
      "off for the language",
      { language: { id: "markdown", enabled: false } },
      "$(bell-slash) Ossicle: off for markdown",
    ],
    [
      "snoozed",
      { snoozedUntil: NOW + 5 * 60_000 },
      /^\$\(bell-slash\) Ossicle: snoozed until \d\d.35( PM)?$/,
    ],
    [
      "snoozed until restart",
      { snoozedUntil: UNTIL_RESTART },
      "$(bell-slash) Ossicle: snoozed until restart",
    ],
    ["snooze over", { snoozedUntil: NOW }, "$(ossicle-logo) gpt-oss-20b"],
    ["no editor", { language: undefined }, "$(ossicle-logo) gpt-oss-20b"],
    ["starting", { server: "starting", model: undefined }, "$(loading~spin) Ossicle: starting"],
    ["status not yet known", { model: undefined }, "$(loading~spin) Ossicle: starting"],
    ["restarting", { server: "restarting", model: undefined }, "$(loading~spin) Ossicle: restarting"],
    ["given up", { server: "failed", model: undefined }, "$(warning) Ossicle: server stopped"],
    [
      "downloading",
      { model: { state: "none" }, downloads: [DOWNLOAD] },
      "$(cloud-download) 43% · 6 min left",
    ],
    ["downloading another one", { downloads: [DOWNLOAD] }, "$(cloud-download) 43% · 6 min left"],
    [
      "verifying",
      { model: { state: "none" }, downloads: [{ ...DOWNLOAD, state: "verifying" }] },
      "$(cloud-download) verifying, 43%",
    ],
    [
      "download paused, no model",
      { model: { state: "none" }, downloads: [{ ...DOWNLOAD, state: "paused" }] },
      "$(debug-pause) Ossicle: download paused at 43%",
    ],
    [
      "download failed, no model",
      { model: { state: "none" }, downloads: [{ ...DOWNLOAD, state: "failed" }] },
      "$(warning) Ossicle: download failed",
    ],
    [
      "download paused, another model",
      { downloads: [{ ...DOWNLOAD, state: "paused" }] },
      "$(ossicle-logo) gpt-oss-20b",
    ],
    ["downloaded", { downloads: [{ ...DOWNLOAD, state: "done" }] }, "$(ossicle-logo) gpt-oss-20b"],
    ["off while loading", { ...model({ state: "loading" }), suggestionsEnabled: false }, /gpt-oss-20b/],
    ["off while failed", { model: FAILED, suggestionsEnabled: false }, /model failed/],
  ];
  for (const [name, changes, text] of texts)
    it(`shows: ${name}`, () => {
      const shown = view(changes).text;
      if (typeof text === "string") assert.equal(shown, text);
      else assert.match(shown, text);
    });

  it("has the warning background only where the user has to do something", () => {
    const warned = texts.filter(([, changes]) => view(changes).warning).map(([name]) => name);
    assert.deepEqual(warned, ["failed", "given up", "download failed, no model", "off while failed"]);
  });

  it("spins for work only from 300 ms on, and says when it will", () => {
    const working = model({ state: "working" });
    const soon = view({ ...working, workingSince: NOW - 299 });
    assert.equal(soon.text, "$(ossicle-logo) gpt-oss-20b");
    assert.equal(soon.changesAt, NOW + 1);
    const late = view({ ...working, workingSince: NOW - 300 });
    assert.equal(late.text, "$(loading~spin) gpt-oss-20b");
    assert.equal(late.changesAt, undefined);
  });

  it("says when a snooze ends by itself", () => {
    assert.equal(view({ snoozedUntil: NOW + 60_000 }).changesAt, NOW + 60_000);
    assert.equal(view({ snoozedUntil: UNTIL_RESTART }).changesAt, undefined);
  });

  it("shortens a long name", () => {
    const { text } = view(
      model({ model: { ...MODEL.model, name: "x".repeat(200) } as ModelStatus["model"] }),
    );
    assert(text.length < 60, text);
    assert.match(text, /x…$/);
  });

  it("is spoken without icons, with what is wrong", () => {
    assert.equal(view().spoken, "Ossicle: gpt-oss-20b");
    assert.equal(
      view({ model: FAILED }).spoken,
      "Ossicle: model failed. broken.gguf is incomplete: 12 of 40 MB are there.",
    );
  });
});

describe("hover of the status bar item", () => {
  it("tells model, device, memory, contexts and the last suggestion", () => {
    const { hover } = view({ last: LAST });
    for (const fact of [
      "**gpt\\-oss\\-20b**",
      "12.1 GB",
      "NVIDIA H100 \\(CUDA\\)",
      "24 of 24 layers on the GPU",
      "13.5 GB of 80.0 GB in use",
      `suggestions 2 × ${(4096).toLocaleString()}`,
      "84 ms · 2 tokens evaluated · 148 tokens/s",
    ])
      assert(hover.includes(fact), `${fact} in ${hover}`);
  });

  it("tells the plan as far as it was made smaller, the chat's speed and today's counts", () => {
    const plan: FitPlan = {
      fit: "partGpu",
      gpuLayers: 14,
      layers: 24,
      contexts: [],
      vramNeeded: 8.2e9,
      ramNeeded: 4.1e9,
      ramFree: 20e9,
      vramReserve: 1e9,
      reduced: "outOfMemory",
      advice: [],
    };
    const { hover } = view({ ...model({ plan }), ...(LAST.counts ? { lastAnswer: LAST.counts } : {}) });
    for (const fact of [
      "The model uses 8.2 GB of GPU memory and 4.1 GB of memory",
      "memory ran out before",
      "Last chat answer: 148 tokens/s",
      `Today: ${(1_200).toLocaleString()} suggested, 34 accepted · answers: 5 · edits: 2 · tokens: ${(12_300).toLocaleString()}`,
    ])
      assert(hover.includes(fact), `${fact} in ${hover}`);
  });

  it("tells how a download goes, and offers to pause it or to go on", () => {
    const running = view({ model: { state: "none" }, downloads: [DOWNLOAD] }).hover;
    assert(running.includes("43% · 6 min left · 5.2 GB of 12.1 GB · 19.2 MB/s"), running);
    assert.match(running, /\(command:ossicle\.pauseDownload\?%5B%22gpt-oss-20b%22%5D\)/);
    const failed = view({ downloads: [{ ...DOWNLOAD, state: "failed", reason: "The disk is full." }] }).hover;
    assert(failed.includes("The disk is full"), failed);
    assert.match(failed, /\(command:ossicle\.resumeDownload\?/);
  });

  it("says once that there is no model, and what to do", () => {
    const reason = "No model is selected.";
    const advice = "Download one, or select a model file (GGUF).";
    const { hover } = view({ model: { state: "none", reason, advice, fix: "selectModel" } });
    const [said, links = ""] = hover.split("\n\n---\n\n");
    assert.equal(said, "**No model is selected.**  \nDownload one, or select a model file \\(GGUF\\).");
    assert.match(links, /^\[Set Up…\]/);
  });

  it("names the model for suggestions, and where it can't be used, the one that writes them", () => {
    const ready = view(model({ completionModel: { state: "ready", model: SMALL } })).hover;
    assert(ready.includes("Suggestions: **small** · 1.6 GB"), ready);
    const failed = {
      state: "failed",
      model: SMALL,
      reason: "There is no file.",
      advice: "Check it.",
    } as const;
    const { hover } = view(model({ completionModel: failed }));
    for (const line of [
      /There is no file/,
      /Check it/,
      /gpt.{0,2}oss.{0,2}20b writes the suggestions until then\./,
    ])
      assert.match(hover, line);
  });

  it("names a model that failed, with no facts that aren't known", () => {
    const [name = "", why = ""] = view({ model: FAILED }).hover.split("  \n");
    assert.equal(name, "**broken**");
    assert.match(why, /incomplete/);
  });

  it("tells why a GPU isn't used, and no memory of a GPU then", () => {
    const note = "No CUDA device was found.";
    const { hover } = view(model({ device: { ...ON_CPU, note } }));
    assert(hover.includes(note));
    assert.doesNotMatch(hover, /GPU memory|layers on the GPU/);
    assert(hover.includes("Device: CPU"));
  });

  it("tells why there was no suggestion", () => {
    const { hover } = view({ last: { whyNone: "The file may contain secrets." } });
    assert(hover.includes("No suggestion: The file may contain secrets."));
  });

  it("gives no speed for a single token", () => {
    const counts = { ...LAST.counts, generatedTokens: 1, totalMs: 30 } as CompletionOutcome["counts"];
    const { hover } = view({ last: { ...(counts ? { counts } : {}) } });
    assert(hover.includes("30 ms · 2 tokens evaluated"));
    assert.doesNotMatch(hover, /tokens\/s/);
  });

  const links: [string, Partial<StatusState>, string][] = [
    ["no model", { model: { state: "none" } }, "ossicle.setUp"],
    ["downloading", { model: { state: "none" }, downloads: [DOWNLOAD] }, "ossicle.setUp"],
    ["failed, download again", { model: { ...FAILED, fix: "downloadModel" } }, "ossicle.downloadModel"],
    [
      "failed, verify the one that failed",
      { model: { ...FAILED, fix: "verifyModel" } },
      `ossicle.verifyModel?${encodeURIComponent('[{"target":{"path":"/models/broken.gguf"}}]')}`,
    ],
    ["failed, choose another", { model: FAILED }, "ossicle.selectModel"],
    ["failed, try again", { model: { ...FAILED, fix: "retry" } }, "ossicle.loadModel"],
    [
      "failed, change a setting",
      { model: { ...FAILED, fix: "openSettings" } },
      "workbench.action.openSettings?%5B%22%40ext%3Aossicle.ossicle%22%5D",
    ],
    ["unloaded", model({ state: "unloaded" }), "ossicle.loadModel"],
    ["off", { suggestionsEnabled: false }, "ossicle.enableSuggestions"],
    [
      "off for the language",
      { language: { id: "markdown", enabled: false } },
      "ossicle.toggleSuggestionsForLanguage",
    ],
    ["snoozed", { snoozedUntil: NOW + 1 }, "ossicle.endSnooze"],
    ["given up", { server: "failed", model: undefined }, "ossicle.restartServer"],
  ];
  for (const [name, changes, command] of links)
    it(`offers first: ${name}`, () => {
      const { hover } = view(changes);
      assert.equal(/\(command:([^)]+)\)/.exec(hover)?.[1], command, hover);
    });

  it("says how often the server crashed, or that it couldn't be started", () => {
    const failed = { server: "failed", model: undefined } as const;
    assert.match(
      view({ ...failed, crashes: { count: 6, minutes: 3 } }).hover,
      /^\*\*Ossicle's language server crashed 6 times in 3 minutes and won't be restarted\.\*\*/,
    );
    assert.match(view(failed).hover, /^\*\*Ossicle's language server couldn't be started\.\*\*/);
  });

  it("runs no command that isn't allowed there", () => {
    for (const [, changes] of links)
      for (const [, command] of view(changes).hover.matchAll(/\(command:([\w.]+)/g))
        assert((HOVER_COMMANDS as string[]).includes(command ?? ""), command);
  });

  it("takes markup in names and reasons as text", () => {
    const evil = "[x](command:evil) $(flame) <b>|`*_";
    const named = { ...MODEL.model, name: evil } as ModelStatus["model"];
    const { hover } = view(model({ model: named, reason: evil }));
    assert.doesNotMatch(hover, /[^\\]\]\(command:evil/);
    assert.doesNotMatch(hover, /[^\\]\$\(flame/);
    assert.doesNotMatch(hover, /[^\\]<b/);
  });
});
