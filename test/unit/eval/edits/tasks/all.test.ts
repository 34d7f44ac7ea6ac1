/** The tasks themselves are right: their own answers pass, and nothing passes without doing what is asked. */
import assert from "node:assert/strict";
import { failureOf } from "../../../../../eval/edits/checks.ts";
import { compileErrors } from "../../../../../eval/edits/code/compile.ts";
import { LANGUAGES } from "../../../../../eval/edits/code/grammar.ts";
import { Parsers } from "../../../../../eval/edits/code/parsers.ts";
import { applied, failures } from "../../../../../eval/edits/judge.ts";
import { offsetAt, type Task } from "../../../../../eval/edits/task.ts";
import { ALL_TASKS } from "../../../../../eval/edits/tasks/all.ts";

describe("the tasks of the evaluation", function () {
  this.timeout(60_000);
  let parsers: Parsers;
  before(async () => {
    parsers = await Parsers.load();
  });
  after(() => parsers?.[Symbol.dispose]());

  const answered = (task: Task) => applied(task.text, task.lines, task.answer);
  const failing = (task: Task, checks: Task["checks"], after: string) => {
    using before = parsers.parse(task.text, task.language);
    using code = parsers.parse(after, task.language);
    return checks.filter((check) => failureOf(check, code, before) !== undefined);
  };

  it("are enough, in every language, with names of their own", () => {
    assert.ok(ALL_TASKS.length >= 60);
    assert.equal(new Set(ALL_TASKS.map(({ name }) => name)).size, ALL_TASKS.length);
    for (const language of LANGUAGES)
      assert.ok(ALL_TASKS.filter((task) => task.language === language).length >= 10, language);
  });

  it("have files with Windows' line ends and without a final one among them", () => {
    assert.ok(ALL_TASKS.filter(({ text }) => text.includes("\r\n")).length >= 5);
    assert.ok(ALL_TASKS.some(({ text }) => !text.endsWith("\n")));
    assert.ok(ALL_TASKS.some(({ text }) => /^\t/m.test(text)));
  });

  for (const task of ALL_TASKS) {
    it(`${task.name} is solved by its answer`, () => {
      assert.deepEqual(failures(task, answered(task), parsers), []);
    });

    it(`${task.name} is not solved by doing nothing, by no check`, () => {
      assert.notDeepEqual(failures(task, task.text, parsers), []);
      assert.deepEqual(failing(task, task.checks, task.text), task.checks);
    });

    it(`${task.name} keeps what is there, and sees when it goes`, () => {
      assert.deepEqual(failing(task, task.keeps, task.text), []);
      const gone = applied(task.text, task.lines, "");
      for (const keep of task.keeps)
        if ("lacks" in keep) {
          // What must not come is not there before.
          assert.ok(typeof keep.lacks === "string" && keep.inside === undefined);
          assert.deepEqual(failing(task, [keep], `${task.text}\n${keep.lacks}`), [keep]);
        } else assert.deepEqual(failing(task, [keep], gone), [keep]);
    });
  }

  it("are code that a parser takes, and their TypeScript has the errors that are told and no others", () => {
    for (const task of ALL_TASKS) {
      using code = parsers.parse(task.text, task.language);
      assert.equal(code.syntaxError(), undefined, task.name);
      if (task.language !== "typescript") continue;
      const told = task.diagnostics.map(({ code, message, range }) => ({
        code,
        message,
        start: offsetAt(task.text, range.start),
        length: offsetAt(task.text, range.end) - offsetAt(task.text, range.start),
      }));
      assert.deepEqual(compileErrors(task.text, task.language), told, task.name);
    }
  });
});
