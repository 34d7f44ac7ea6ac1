import assert from "node:assert/strict";
import type { ModelStatus } from "../../../language-server/protocol/status.ts";
import { menu } from "../../../src/menu-entries.ts";
import type { Situation } from "../../../src/situation.ts";
import { t } from "./translate.ts";

const NOW = 1_000_000;
const READY: ModelStatus = {
  state: "ready",
  model: { name: "gpt-oss-20b", path: "/m.gguf", architecture: "gpt-oss", bytes: 1, dialect: "harmony" },
};

function labels(changes: Partial<Situation>): string[] {
  const situation: Situation = {
    server: "running",
    model: READY,
    suggestionsEnabled: true,
    language: { id: "python", enabled: true },
    now: NOW,
    ...changes,
  };
  return menu(situation, t).groups.flatMap(({ entries }) => entries.map(({ label }) => label));
}

const SERVICE = ["Show Statistics", "Show Log", "Restart Language Server"];
const SNOOZE = ["Snooze for 5 Minutes", "Snooze for 1 Hour", "Snooze until Restart"];

describe("menu of the status bar item", () => {
  const failed: ModelStatus = {
    state: "failed",
    reason: "It is too large.",
    advice: "Choose a smaller one.",
  };
  const menus: [string, Partial<Situation>, string[]][] = [
    [
      "ready",
      {},
      [
        ...SNOOZE,
        "Disable for python",
        "Disable Suggestions",
        "Select Model File…",
        "Release Memory",
        ...SERVICE,
      ],
    ],
    [
      "no editor",
      { language: undefined },
      [...SNOOZE, "Disable Suggestions", "Select Model File…", "Release Memory", ...SERVICE],
    ],
    [
      "off everywhere",
      { suggestionsEnabled: false },
      ["Enable Suggestions", "Select Model File…", "Release Memory", ...SERVICE],
    ],
    [
      "off for the language",
      { language: { id: "python", enabled: false } },
      ["Enable for python", "Select Model File…", "Release Memory", ...SERVICE],
    ],
    [
      "snoozed",
      { snoozedUntil: NOW + 1 },
      ["End Snooze", "Select Model File…", "Release Memory", ...SERVICE],
    ],
    [
      "unloaded",
      { model: { ...READY, state: "unloaded" } },
      ["Load Now", ...SNOOZE, "Disable for python", "Disable Suggestions", "Select Model File…", ...SERVICE],
    ],
    [
      "no model",
      { model: { state: "none" } },
      ["Select Model File…", ...SNOOZE, "Disable for python", "Disable Suggestions", ...SERVICE],
    ],
    [
      "failed: its remedy first, then the log",
      { model: { ...failed, remedy: "selectModel" }, suggestionsEnabled: false },
      ["Select Model File…", "Show Log", "Enable Suggestions", "Show Statistics", "Restart Language Server"],
    ],
    [
      "server given up",
      { server: "failed", model: undefined, suggestionsEnabled: false },
      ["Restart", "Enable Suggestions", "Show Log"],
    ],
    [
      "server restarting",
      { server: "restarting", model: undefined, suggestionsEnabled: false },
      ["Enable Suggestions", "Show Log", "Restart Language Server"],
    ],
  ];
  for (const [name, changes, expected] of menus)
    it(`offers what applies: ${name}`, () => assert.deepEqual(labels(changes), expected));

  it("tells what went wrong and what to do", () => {
    const shown = menu(
      { server: "running", model: { ...failed, remedy: "retry" }, suggestionsEnabled: true, now: NOW },
      t,
    );
    assert.equal(shown.placeholder, "It is too large.");
    assert.equal(shown.groups[0]?.entries[0]?.detail, "Choose a smaller one.");
  });
});
