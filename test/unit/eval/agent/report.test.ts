import assert from "node:assert/strict";
import { outcomeTable, resultOf, stepsOf, totals, totalsTable } from "../../../../eval/agent/report.ts";
import type { Outcome } from "../../../../eval/agent/run-task.ts";
import { ALL_TASKS } from "../../../../eval/agent/tasks/all.ts";
import type { AgentEvent } from "../../../../language-server/protocol/agent.ts";

const RESULT: Outcome["result"] = {
  answer: "Done.",
  reasoning: "",
  stopReason: "end",
  reasoningMs: 0,
  firstMessage: 0,
  evaluatedTokens: 40,
  promptTokens: 100,
  reusedTokens: 0,
  generatedTokens: 10,
  draftedTokens: 0,
  acceptedTokens: 0,
  firstTokenMs: 1,
  totalMs: 2,
};

const call: AgentEvent = {
  kind: "call",
  call: { id: "1", name: "repo_browser.open_file", arguments: "{}" },
  aim: { kind: "read", path: "a" },
  reasoning: "",
  reasoningMs: 0,
  text: "",
};
const failed: AgentEvent = {
  kind: "result",
  callId: "1",
  result: "no",
  facts: { kind: "failed", reason: "no" },
};
const EVENTS: AgentEvent[] = [
  { kind: "text", channel: "answer", text: "x" },
  call,
  failed,
  { kind: "context", usedTokens: 900 },
  { kind: "redrawn" },
  call,
  { kind: "context", usedTokens: 300 },
];

function outcome(name: string, contextTokens: number, why: string[], ms: number): Outcome {
  const task = ALL_TASKS.find((candidate) => candidate.name === name);
  assert.ok(task, name);
  return { task, contextTokens, why, ms, events: EVENTS, result: RESULT };
}

const OUTCOMES = [
  outcome("go/fix-cut-text", 16_384, [], 1_000),
  outcome("python/test-roman", 16_384, ["wrong"], 3_000),
  outcome("go/fix-cut-text", 32_768, [], 2_000),
];

describe("the agent's evaluation, reported", () => {
  it("counts steps, malformed calls and messages that were drawn again", () => {
    assert.deepEqual(stepsOf({ events: EVENTS }), {
      calls: 2,
      malformed: 1,
      redrawn: 1,
      compacted: 0,
      usedTokens: 900,
    });
  });

  it("counts what is solved by kind and language", () => {
    assert.equal(
      outcomeTable(OUTCOMES).replace(/ +/g, " "),
      [
        "| solved | python | go | all |",
        "| --- | ---: | ---: | ---: |",
        "| fix | | 2/2 | 2/2 |",
        "| test | 0/1 | | 0/1 |",
        "| all | 0/1 | 2/2 | 2/3 |",
      ].join("\n"),
    );
  });

  it("has a column for each size of the context", () => {
    const [small, large] = totals(OUTCOMES);
    assert.partialDeepStrictEqual(small, {
      tasks: 2,
      solved: 1,
      calls: 4,
      generatedTokens: 20,
      seconds: 4,
    });
    assert.partialDeepStrictEqual(large, { tasks: 1, solved: 1, calls: 2, evaluatedTokens: 40 });
    assert.match(
      totalsTable(totals(OUTCOMES)),
      /\| context +\| 16k +\| 32k +\|\n[\s\S]*\| 1 of 2 \| 1 of 1 \|/,
    );
  });

  it("keeps what a task's agent did, without the pieces of its words", () => {
    const [, wrong] = OUTCOMES.map(resultOf);
    assert.partialDeepStrictEqual(wrong, {
      name: "python/test-roman",
      solved: false,
      why: ["wrong"],
      malformed: 1,
      answer: "Done.",
      steps: [call, failed, { kind: "redrawn" }, call],
    });
  });
});
