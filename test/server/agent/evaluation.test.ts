/** The tasks of the agent's evaluation are right: nothing passes without being solved, and each one can be solved. */
import assert from "node:assert/strict";
import { failures } from "../../../eval/agent/judge.ts";
import { missingTool } from "../../../eval/agent/programs.ts";
import { stepsOf } from "../../../eval/agent/report.ts";
import { Repository } from "../../../eval/agent/repository.ts";
import { runTask } from "../../../eval/agent/run-task.ts";
import { TASK_KINDS, TASK_LANGUAGES } from "../../../eval/agent/task.ts";
import { ALL_TASKS } from "../../../eval/agent/tasks/all.ts";
import { answerStream, callStream } from "../support/agent-streams.ts";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";

/** Go builds its standard library first. */
const LIMIT_MS = 300_000;

describe("the tasks of the agent's evaluation", function () {
  this.timeout(LIMIT_MS);
  let played: PlayedServer;
  before(async () => {
    played = await startPlayed();
  });
  after(() => played?.[Symbol.asyncDispose]());

  it("are 30, of every kind, with names of their own", () => {
    assert.equal(ALL_TASKS.length, 30);
    assert.equal(new Set(ALL_TASKS.map(({ name }) => name)).size, ALL_TASKS.length);
    for (const kind of TASK_KINDS)
      assert.ok(ALL_TASKS.filter((task) => task.kind === kind).length >= 5, kind);
  });

  for (const language of TASK_LANGUAGES)
    describe(language, () => {
      before(async function () {
        const reason = await missingTool(language);
        if (reason === undefined) return;
        console.log(`      skipped: ${reason}`);
        this.skip();
      });

      for (const task of ALL_TASKS.filter((each) => each.language === language)) {
        it(`${task.name} is not solved by doing nothing, or by a guess`, async () => {
          await using repository = await Repository.create(task.files);
          assert.equal((await failures(task, repository, task.guess ?? "", 1)).length, 1);
        });

        it(`${task.name} is solved by a model that makes its session's calls`, async () => {
          const { calls, answer } = task.session;
          played.engine.streams = [...calls.map((call) => callStream(call)), answerStream(answer)];
          const { server, workplace } = played;
          const outcome = await runTask(
            task,
            { server, uri: workplace.folderUri },
            { contextTokens: 8_192, limits: { ms: LIMIT_MS, steps: 40, commandMs: LIMIT_MS } },
          );
          assert.deepEqual(outcome.why, []);
          assert.partialDeepStrictEqual(stepsOf(outcome), { calls: calls.length, malformed: 0, redrawn: 0 });
        });
      }
    });
});
