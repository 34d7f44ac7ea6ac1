import assert from "node:assert/strict";
import type { Download } from "../../../../language-server/protocol/models.ts";
import type { ModelStatus } from "../../../../language-server/protocol/status.ts";
import { menu } from "../../../../src/status/menu-entries.ts";
import type { StatusState } from "../../../../src/status/status-state.ts";
import { NOTHING } from "../../../../src/usage/usage-counts.ts";

const NOW = 1_000_000;
const READY: ModelStatus = {
  state: "ready",
  model: {
    name: "gpt-oss-20b",
    path: "/m.gguf",
    architecture: "gpt-oss",
    bytes: 1,
    dialect: "harmony",
    chats: true,
  },
};

function labels(changes: Partial<StatusState>): string[] {
  const state: StatusState = {
    server: "running",
    model: READY,
    suggestionsEnabled: true,
    language: { id: "python", enabled: true },
    downloads: [],
    today: NOTHING,
    now: NOW,
    ...changes,
  };
  return menu(state).groups.flatMap(({ entries }) => entries.map(({ label }) => label));
}

const CHAT = ["Open Chat", "Use in VS Code's Agent"];
const SERVICE = [
  "Show Statistics",
  "Show What the Model Saw",
  "Diagnose",
  "Show Log",
  "Restart Language Server",
];
const MODELS = ["Select Model File…", "Download a Model…", "Show Models"];
const isNotLog = (label: string) => label !== "Show Log";
const SNOOZE = ["Snooze for 5 Minutes", "Snooze for 1 Hour", "Snooze until Restart"];

describe("menu of the status bar item", () => {
  const failed: ModelStatus = {
    ...READY,
    state: "failed",
    reason: "It is too large.",
    advice: "Choose a smaller one.",
  };
  const menus: [string, Partial<StatusState>, string[]][] = [
    [
      "ready",
      {},
      [
        ...SNOOZE,
        "Disable for python",
        "Disable Suggestions",
        ...CHAT,
        ...MODELS,
        "Unload Model",
        ...SERVICE,
      ],
    ],
    [
      "no editor",
      { language: undefined },
      [...SNOOZE, "Disable Suggestions", ...CHAT, ...MODELS, "Unload Model", ...SERVICE],
    ],
    [
      "off everywhere",
      { suggestionsEnabled: false },
      ["Enable Suggestions", ...CHAT, ...MODELS, "Unload Model", ...SERVICE],
    ],
    [
      "off for the language",
      { language: { id: "python", enabled: false } },
      ["Enable for python", ...CHAT, ...MODELS, "Unload Model", ...SERVICE],
    ],
    ["snoozed", { snoozedUntil: NOW + 1 }, ["End Snooze", ...CHAT, ...MODELS, "Unload Model", ...SERVICE]],
    [
      "unloaded",
      { model: { ...READY, state: "unloaded" } },
      ["Load Now", ...SNOOZE, "Disable for python", "Disable Suggestions", ...CHAT, ...MODELS, ...SERVICE],
    ],
    [
      "no model",
      { model: { state: "none" } },
      ["Set Up…", ...SNOOZE, "Disable for python", "Disable Suggestions", ...CHAT, ...MODELS, ...SERVICE],
    ],
    [
      "failed: its fix first, then the log",
      { model: { ...failed, fix: "selectModel" }, suggestionsEnabled: false },
      [
        "Select Model File…",
        "Show Log",
        "Enable Suggestions",
        ...CHAT,
        "Download a Model…",
        "Show Models",
        "Try Again",
        "Show Statistics",
        "Show What the Model Saw",
        "Diagnose",
        "Restart Language Server",
      ],
    ],
    [
      "failed: nothing twice",
      { model: { ...failed, fix: "retry" }, suggestionsEnabled: false },
      ["Try Again", "Show Log", "Enable Suggestions", ...CHAT, ...MODELS, ...SERVICE.filter(isNotLog)],
    ],
    [
      "server given up",
      { server: "failed", model: undefined, suggestionsEnabled: false },
      ["Restart", "Enable Suggestions", ...CHAT, "Diagnose", "Show Log"],
    ],
    [
      "server restarting",
      { server: "restarting", model: undefined, suggestionsEnabled: false },
      ["Enable Suggestions", ...CHAT, "Diagnose", "Show Log", "Restart Language Server"],
    ],
  ];
  const download: Download = { id: "a", name: "A", state: "running", bytes: 43, totalBytes: 100 };
  menus.push(
    [
      "downloading",
      { model: { state: "none" }, downloads: [download], suggestionsEnabled: false },
      ["Pause Download", "Show Download", "Cancel Download…", "Set Up…", "Enable Suggestions", ...CHAT]
        .concat(["Select Model File…", "Download a Model…"])
        .concat(SERVICE),
    ],
    [
      "download failed",
      { downloads: [{ ...download, state: "failed" }], suggestionsEnabled: false },
      ["Retry Download", "Show Download", "Cancel Download…", "Enable Suggestions", ...CHAT]
        .concat(["Select Model File…", "Download a Model…", "Unload Model"])
        .concat(SERVICE),
    ],
  );
  for (const [name, changes, expected] of menus)
    it(`offers what applies: ${name}`, () => assert.deepEqual(labels(changes), expected));

  it("tells what went wrong and what to do", () => {
    const shown = menu({
      server: "running",
      model: { ...failed, fix: "retry" },
      suggestionsEnabled: true,
      downloads: [],
      today: NOTHING,
      now: NOW,
    });
    assert.equal(shown.placeholder, "It is too large.");
    assert.equal(shown.groups[0]?.entries[0]?.detail, "Choose a smaller one.");
  });
});
