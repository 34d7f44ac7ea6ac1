import assert from "node:assert/strict";
import {
  type GateFacts,
  whyNoModel,
  whyNoSuggestion,
} from "../../../../../language-server/features/completion/why-not-asked.ts";
import { DEFAULT_SETTINGS } from "../../../../../language-server/protocol/settings.ts";
import type { ModelStatus } from "../../../../../language-server/protocol/status.ts";

const NOON = new Date(2030, 0, 1, 12, 0).getTime();
const OPEN: GateFacts = {
  scheme: "file",
  languageId: "python",
  settings: DEFAULT_SETTINGS.completion,
  snoozedUntil: null,
  now: NOON,
  inComment: () => true,
};

function withSettings(settings: Partial<GateFacts["settings"]>): GateFacts {
  return { ...OPEN, settings: { ...OPEN.settings, ...settings } };
}

const CASES: [name: string, facts: GateFacts, why: RegExp | null][] = [
  ["nothing is in the way", OPEN, null],
  ["the file is an unsaved one", { ...OPEN, scheme: "untitled" }, null],
  ["the file is a notebook's cell", { ...OPEN, scheme: "vscode-notebook-cell" }, null],
  ["a commit message is written", { ...OPEN, scheme: "vscode-scm", languageId: "scminput" }, /input boxes/],
  ["a comment on code is written", { ...OPEN, scheme: "comment", languageId: "markdown" }, /input boxes/],
  ["a question is asked", { ...OPEN, scheme: "chatSessionInput", languageId: "chatinput" }, /input boxes/],
  ["a search is written", { ...OPEN, scheme: "search-editor", languageId: "search-result" }, /input boxes/],
  ["a line for a console is written", { ...OPEN, scheme: "vscode-interactive-input" }, /input boxes/],
  ["the text is an output channel", { ...OPEN, scheme: "output" }, /is read-only/],
  ["the text is an old version", { ...OPEN, scheme: "git" }, /is read-only/],
  ["they are off", withSettings({ enabled: false }), /^Suggestions are off\.$/],
  ["they are off for the language", withSettings({ languages: { python: false } }), /off for python/],
  ["they are off for all languages", withSettings({ languages: { "*": false } }), /off for python/],
  ["they are on for this language alone", withSettings({ languages: { "*": false, python: true } }), null],
  ["they are snoozed", { ...OPEN, snoozedUntil: NOON + 300_000 }, /snoozed until .*12.05/],
  ["the snooze is over", { ...OPEN, snoozedUntil: NOON - 1 }, null],
  ["they are off in comments, in one", withSettings({ inComments: false }), /comments/],
  [
    "they are off in comments, in code",
    { ...withSettings({ inComments: false }), inComment: () => false },
    null,
  ],
];

describe("suggestions when", () => {
  for (const [name, facts, why] of CASES) {
    it(`${name} are ${why === null ? "given" : "held back, with the reason"}`, () => {
      const answer = whyNoSuggestion(facts);
      if (why === null) assert.equal(answer, null);
      else assert.match(answer ?? "", why);
    });
  }
});

describe("a model that is", () => {
  const model = { name: "gpt-oss-20b", path: "/m.gguf", architecture: "gpt-oss", bytes: 1 };
  const cases: [status: ModelStatus, why: string | null][] = [
    [{ state: "ready" }, null],
    [{ state: "working", model: { ...model, dialect: "harmony", chats: true } }, null],
    [{ state: "none" }, "No model is selected."],
    [{ state: "loading", progress: 0.627 }, "The model is loading (62%)."],
    [{ state: "downloading" }, "The model is downloading."],
    [{ state: "unloaded" }, "The model was unloaded and is loading again."],
    [{ state: "failed", reason: "The file is cut in half." }, "The file is cut in half."],
    [{ state: "ready", model: { ...model, name: "Qwen", dialect: "plain", chats: false } }, null],
  ];
  for (const [status, why] of cases) {
    it(`${status.state} ${why === null ? "can suggest" : `says: ${why}`}`, () =>
      assert.equal(whyNoModel(status), why));
  }
});
