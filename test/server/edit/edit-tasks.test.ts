/** The evaluation's own way through the server: what a model says that solves a task passes, and what doesn't fails. */
import assert from "node:assert/strict";
import { Parsers } from "../../../eval/edits/code/parsers.ts";
import { type Outcome, runTask } from "../../../eval/edits/run-task.ts";
import type { Task } from "../../../eval/edits/task.ts";
import { ALL_TASKS } from "../../../eval/edits/tasks/all.ts";
import type { ServerProcess } from "../support/client.ts";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";
import { type Stream, type TestEngine, textsOf } from "../support/test-engine.ts";
import type { Workplace } from "../support/workplace.ts";

const LIMIT_MS = 20_000;

describe("the evaluation of edits", function () {
  this.timeout(60_000);
  let parsers: Parsers;
  let played: PlayedServer;
  let workplace: Workplace;
  let engine: TestEngine;
  let server: ServerProcess;

  before(async () => {
    parsers = await Parsers.load();
    played = await startPlayed();
    ({ workplace, engine, server } = played);
  });
  after(async () => {
    await played?.[Symbol.asyncDispose]();
    parsers?.[Symbol.dispose]();
  });

  function run(task: Task, stream: Stream, limitMs = LIMIT_MS): Promise<Outcome> {
    engine.stream = stream;
    return runTask(task, { server, uri: workplace.uri(task.path) }, parsers, limitMs);
  }
  /** A model speaks in lines of its own, whatever the file's line ends are. */
  const said = (text: string): Stream => ({
    says: [text.replaceAll("\r\n", "\n").replace(/\n$/, "")],
    stoppedBy: "<|return|>",
  });
  const first = (): Task => {
    const task = ALL_TASKS.find(({ name }) => name === "python/fix-optional-type");
    assert.ok(task);
    return task;
  };

  for (const task of ALL_TASKS)
    it(`passes ${task.name} when its answer is said`, async () => {
      assert.deepEqual((await run(task, said(task.answer))).why, []);
    });

  it("asks as the task says", async () => {
    const task = first();
    await run(task, said(task.answer));
    const prompt = textsOf(engine.requests.at(-1)?.prompt).join("");
    assert.match(prompt, /Unsupported operand types for \*/);
    assert.match(prompt, /Raise UnknownProduct where there is no price\./);
    assert.match(prompt, /Selection:\n```python\ndef price_with_tax/);
  });

  it("fails a task whose answer does something else, and says what is wrong", async () => {
    const { why } = await run(
      first(),
      said("def price_with_tax(product: str, rate: float) -> int:\n    return return 1"),
    );
    assert.equal(why.length, 3);
    assert.match(why[0] ?? "", /can't be parsed/);
    assert.match(why[1] ?? "", /no "raise UnknownProduct" in price_with_tax/);
  });

  it("fails a task whose answer is of no use, or doesn't come in time", async () => {
    assert.deepEqual((await run(first(), said(""))).why, ["unusable: empty"]);
    function* forever() {
      for (;;) yield "x";
    }
    assert.deepEqual((await run(first(), { says: forever() }, 100)).why, ["not done in 0.1 s"]);
  });

  it("breaks off when the engine is lost", async () => {
    await assert.rejects(run(first(), { says: ["def"], dies: true }), /the model is lost/);
  });
});
