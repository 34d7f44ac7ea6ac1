import assert from "node:assert/strict";
import { outcomeTable, resultOf, totals } from "../../../../eval/edits/report.ts";
import type { Outcome } from "../../../../eval/edits/run-task.ts";
import { ALL_TASKS } from "../../../../eval/edits/tasks/all.ts";
import type { EditResult } from "../../../../language-server/protocol/edit.ts";

const RESULT: EditResult = {
  newText: "x\n",
  range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } },
  stopReason: "end",
  answer: "x",
  forwardPasses: 4,
  promptTokens: 100,
  reusedTokens: 0,
  generatedTokens: 10,
  draftedTokens: 8,
  acceptedTokens: 6,
  firstTokenMs: 1,
  totalMs: 2,
};

function outcome(name: string, why: string[], ms: number, result: Partial<EditResult> = {}): Outcome {
  const task = ALL_TASKS.find((candidate) => candidate.name === name);
  assert.ok(task, name);
  return { task, why, ms, result: { ...RESULT, ...result } };
}

const OUTCOMES = [
  outcome("typescript/early-return", [], 100),
  outcome("go/early-return", ["still else"], 300),
  outcome("go/document-type", ["unusable: same"], 200, {
    stopReason: "unusable",
    unusable: "same",
    newText: "",
  }),
];

describe("the evaluation's report", () => {
  it("counts by kind and language", () => {
    assert.equal(
      outcomeTable(OUTCOMES),
      [
        "| passed | typescript | go | all |",
        "| --- | ---: | ---: | ---: |",
        "| document |  | 0/1 | 0/1 |",
        "| early return | 1/1 | 0/1 | 1/2 |",
        "| all | 1/1 | 0/2 | 1/3 |",
      ].join("\n"),
    );
  });

  it("adds up", () => {
    assert.deepEqual(totals(OUTCOMES), {
      tasks: 3,
      passed: 1,
      usable: 2,
      seconds: 0.6,
      medianMs: 200,
      generatedTokens: 30,
      draftedTokens: 24,
      acceptedTokens: 18,
      forwardPasses: 12,
      forwardPassesPerToken: 0.4,
    });
    assert.equal(totals([]).forwardPassesPerToken, 0);
  });

  it("says of each task why it failed, and what the model said", () => {
    const [, failed] = OUTCOMES.map(resultOf);
    assert.partialDeepStrictEqual(failed, {
      name: "go/early-return",
      language: "go",
      kind: "early return",
      passed: false,
      why: ["still else"],
      answer: "x",
    });
  });
});
