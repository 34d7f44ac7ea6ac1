/** The tasks of the agent's evaluation are right: nothing passes without being solved, and each one can be solved. */
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { applyPatch } from "../../../common/patch/apply.ts";
import { parsePatch } from "../../../common/patch/parse.ts";
import { failures } from "../../../eval/agent/judge.ts";
import { missingTool, runProgram } from "../../../eval/agent/programs.ts";
import { Repository } from "../../../eval/agent/repository.ts";
import { TASK_KINDS, TASK_LANGUAGES, type Task } from "../../../eval/agent/task.ts";
import { ALL_TASKS } from "../../../eval/agent/tasks/all.ts";

const LIMIT_MS = 300_000;

describe("the tasks of the agent's evaluation", function () {
  this.timeout(LIMIT_MS);

  it("are 30, of every kind and in every language, with names of their own", () => {
    assert.equal(ALL_TASKS.length, 30);
    assert.equal(new Set(ALL_TASKS.map(({ name }) => name)).size, ALL_TASKS.length);
    for (const kind of TASK_KINDS)
      assert.ok(ALL_TASKS.filter((task) => task.kind === kind).length >= 5, kind);
  });

  for (const language of TASK_LANGUAGES)
    describe(language, () => {
      before(async function () {
        const reason = await missingTool(language);
        if (reason !== undefined) {
          console.log(`      skipped: ${reason}`);
          this.skip();
        }
      });

      for (const task of ALL_TASKS.filter((each) => each.language === language)) {
        it(`${task.name} is not solved by doing nothing, or by a guess`, async () => {
          await using repository = await Repository.create(task.files);
          assert.equal((await failures(task, repository, task.guess ?? "", 1)).length, 1);
        });

        it(`${task.name} is solved by its session`, async () => {
          await using repository = await Repository.create(task.files);
          await play(task, repository);
          assert.deepEqual(await failures(task, repository, task.session.answer), []);
        });
      }
    });
});

/** What its session changes, and the commands that it runs. */
async function play(task: Task, repository: Repository): Promise<void> {
  for (const call of task.session.calls) {
    if (call.name === "container.exec") {
      const { command } = v.parse(v.object({ command: v.array(v.string()) }), call.arguments);
      await runProgram(command, repository.folder, { timeoutMs: LIMIT_MS });
    } else if (call.name === "repo_browser.apply_patch") {
      const texts = await repository.read();
      const parsed = parsePatch(String(call.arguments.patch), "");
      assert.ok(parsed && !parsed.fault, JSON.stringify(parsed));
      const result = applyPatch({ files: parsed.files.map((f) => ({ ...f, path: f.path ?? "" })) }, (p) =>
        texts.get(p),
      );
      assert.ok("changes" in result, JSON.stringify(result));
      for (const change of result.changes) {
        if (change.kind === "deleted" || change.kind === "moved")
          await rm(join(repository.folder, change.path));
        if (change.kind !== "deleted")
          await repository.write({ [change.kind === "moved" ? change.to : change.path]: change.text });
      }
    }
  }
}
