import assert from "node:assert/strict";
import { turnsOf } from "../../../../src/participant/history.ts";
import { turn } from "./turns.ts";

const asked = (prompt: string) => ({
  prompt,
  participant: "ossicle.agent",
  references: [],
  toolReferences: [],
});
const said = (words: string, metadata?: object) => ({
  response: [
    { value: { value: words } },
    { value: { path: "/w/a.ts" }, title: "a.ts" },
    { value: { command: "x" } },
  ],
  result: metadata ? { metadata } : {},
  participant: "ossicle.agent",
});
const nothing = () => undefined;

describe("the turns that VS Code gives", () => {
  it("have what was kept of them, and their words", () => {
    const record = turn("Why?");
    assert.deepEqual(turnsOf([asked("Why?"), said("Yes, see ", record)], nothing), [
      { prompt: "Why?", answer: "Yes, see a.ts", record },
    ]);
  });

  it("are those that were asked, also where no answer is kept", () => {
    assert.deepEqual(turnsOf([asked("One?"), asked("Two?"), said("No ")], nothing), [
      { prompt: "One?", answer: "" },
      { prompt: "Two?", answer: "No a.ts" },
    ]);
  });

  it("are found again by their words, where VS Code has lost the rest", () => {
    const record = turn("Why?");
    const lost = (prompt: string, words: string) =>
      prompt === "Why?" && words === "Yes a.ts" ? record : undefined;
    assert.deepEqual(turnsOf([asked("Why?"), said("Yes ")], lost)[0]?.record, record);
  });
});
