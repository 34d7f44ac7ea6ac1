import assert from "node:assert/strict";
import type { StepAim, StepFacts } from "../../../../../language-server/protocol/agent.ts";
import type { CallStep } from "../../../../../src/chat/threads/step.ts";
import { inputOf, plainStep, stepLine } from "../../../../../src/chat/view/step-text.ts";

const step = (aim: StepAim, facts?: StepFacts, args = "{}"): CallStep => ({
  kind: "call",
  id: "1",
  name: "some.tool",
  arguments: args,
  aim,
  reasoning: "",
  reasoningMs: 0,
  text: "",
  ...(facts ? { result: "", facts } : {}),
});
const FILE = { path: "src/app.ts", uri: "file:///w/src/app.ts" };
const READ: StepAim = { kind: "read", path: "src/app.ts" };
const RUN: StepAim = { kind: "run", command: "npm test" };
const ran = (
  state: Extract<StepFacts, { kind: "ran" }>["state"],
  more: { exitCode?: number } = {},
): StepFacts => ({
  kind: "ran",
  command: "npm test",
  state,
  ms: 4_100,
  isSandboxed: false,
  ...more,
});
const edited = (...changes: ("created" | "changed" | "deleted")[]): StepFacts => ({
  kind: "edited",
  files: changes.map((change) => ({ ...FILE, change, added: 6, removed: 2 })),
});

describe("a step's line", () => {
  const lines: [StepAim, StepFacts, string][] = [
    [READ, { kind: "read", ...FILE, first: 1, last: 200, lines: 310 }, "Read src/app.ts · 1–200"],
    [
      { kind: "search", query: "retry" },
      { kind: "searched", query: "retry", matches: 12, files: 3, isCut: false },
      'Searched for "retry" · 12 matches',
    ],
    [
      { kind: "search", query: "$&" },
      { kind: "searched", query: "$&", matches: 0, files: 0, isCut: false },
      'Searched for "$&" · no matches',
    ],
    [
      { kind: "list", path: "." },
      { kind: "listed", path: "", uri: "file:///w", entries: 30, isTree: true },
      "Listed the workspace · 30 entries",
    ],
    [{ kind: "edit", paths: ["src/app.ts"] }, edited("created"), "Created src/app.ts · +6 −2"],
    [{ kind: "edit", paths: ["a", "b"] }, edited("created", "changed", "deleted"), "Edited 3 files · +18 −6"],
    [RUN, ran("ended", { exitCode: 1 }), "Ran npm test · exit 1 · 4.1 s"],
    [RUN, ran("refused"), "Skipped npm test"],
    [RUN, ran("timedOut"), "Stopped npm test · time limit · 4.1 s"],
    [RUN, ran("background"), "Ran npm test · continues in the background"],
    [
      READ,
      { kind: "failed", reason: "There is no such file." },
      "Couldn't read src/app.ts · There is no such file.",
    ],
  ];
  for (const [aim, facts, line] of lines)
    it(line, () => assert.equal(plainStep(step(aim, facts), true), line));

  it("says what the tool does, and that it was interrupted where the answer is over", () => {
    assert.equal(plainStep(step(RUN), false), "Running npm test");
    assert.equal(plainStep(step(RUN), true), "Running npm test · interrupted");
  });

  it("opens the file where the model has read it, unless it is gone", () => {
    const read: StepFacts = { kind: "read", ...FILE, first: 40, last: 90, lines: 200 };
    assert.deepEqual(stepLine(step(READ, read), true).file, { uri: FILE.uri, line: 40 });
    assert.equal(stepLine(step({ kind: "edit", paths: ["a"] }, edited("deleted")), true).file, undefined);
  });

  it("has a patch under it, however the model has sent that", () => {
    const patch = "*** Begin Patch\n*** End Patch";
    const edit: StepAim = { kind: "edit", paths: ["a"] };
    assert.equal(inputOf(step(edit, undefined, JSON.stringify({ patch }))), patch);
    assert.equal(inputOf(step(edit, undefined, patch)), patch);
  });
});
