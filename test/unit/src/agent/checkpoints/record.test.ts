import assert from "node:assert/strict";
import {
  type ChangedFile,
  changingAnswers,
  commandsOf,
  EMPTY,
  openTargets,
  targetsOf,
  withChanges,
  withCommand,
  withOpenUndone,
  withoutOpen,
  withoutTurns,
} from "../../../../../src/agent/checkpoints/record.ts";

const state = (text: string | null) => (text === null ? null : { text, encoding: "utf8" });
const file = (uri: string, before: string | null, after: string | null): ChangedFile => ({
  uri,
  path: uri,
  before: state(before),
  after: state(after),
});
const target = (uri: string, to: string | null, expected: string | null) => ({
  uri,
  path: uri,
  to: state(to),
  expected: state(expected),
});

describe("checkpoint records", () => {
  const twoTurns = withChanges(
    withChanges(withChanges(EMPTY, "1", [file("a", "A", "B"), file("new", null, "N")]), "1", [
      file("a", "B", "C"),
    ]),
    "2",
    [file("a", "C", "D"), file("gone", "G", null)],
  );

  it("take a turn back to before its first change of each file", () => {
    assert.deepEqual(targetsOf(twoTurns, ["1"]), [target("a", "A", "C"), target("new", null, "N")]);
    assert.deepEqual(targetsOf(twoTurns, ["2"]), [target("a", "C", "D"), target("gone", "G", null)]);
    assert.deepEqual(targetsOf(twoTurns, ["unknown"]), []);
    assert.deepEqual(changingAnswers(twoTurns), ["1", "2"]);
  });

  it("take several turns back at once", () => {
    const all = [target("a", "A", "D"), target("new", null, "N"), target("gone", "G", null)];
    assert.deepEqual(targetsOf(twoTurns, ["1", "2"]), all);
    assert.deepEqual(openTargets(twoTurns), all);
  });

  it("forget a file that the agent itself has brought back", () => {
    const back = withChanges(withChanges(EMPTY, "1", [file("a", "A", "B")]), "1", [file("a", "B", "A")]);
    assert.deepEqual(targetsOf(back, ["1"]), []);
    assert.deepEqual(openTargets(back), []);
  });

  it("have open what isn't decided, against what it was at the last decision", () => {
    const kept = withoutOpen(twoTurns, ["a", "new", "gone"]);
    assert.deepEqual(openTargets(kept), []);
    const next = withChanges(kept, "3", [file("a", "D", "E")]);
    assert.deepEqual(openTargets(next), [target("a", "D", "E")]);
    assert.deepEqual(targetsOf(next, ["2", "3"])[0], target("a", "C", "E"));
  });

  it("lose the turns that were taken back, and what is then as it was", () => {
    const restored = targetsOf(twoTurns, ["2"]);
    const after = withoutTurns(twoTurns, ["2"], restored);
    assert.deepEqual(changingAnswers(after), ["1"]);
    assert.deepEqual(openTargets(after), [target("a", "A", "C"), target("new", null, "N")]);
    const none = withoutTurns(after, ["1"], targetsOf(after, ["1"]));
    assert.deepEqual([openTargets(none), changingAnswers(none)], [[], []]);
  });

  it("have nothing to take back of what was open and is undone, but of what was kept before", () => {
    const undone = withOpenUndone(twoTurns, openTargets(twoTurns));
    assert.deepEqual([openTargets(undone), changingAnswers(undone)], [[], []]);
    const next = withChanges(withoutOpen(twoTurns, ["a", "new", "gone"]), "3", [file("a", "D", "E")]);
    const back = withOpenUndone(next, openTargets(next));
    assert.deepEqual(changingAnswers(back), ["1", "2"]);
    assert.deepEqual(targetsOf(back, ["1", "2"])[0], target("a", "A", "D"));
  });

  it("list commands once, until all is decided", () => {
    const ran = withCommand(withCommand(twoTurns, "2", "npm i"), "2", "npm i");
    assert.deepEqual(ran.commands, ["npm i"]);
    assert.deepEqual(commandsOf(ran, ["1"]), []);
    assert.deepEqual(commandsOf(ran, ["1", "2"]), ["npm i"]);
    assert.deepEqual(withoutOpen(ran, ["a"]).commands, ["npm i"]);
    assert.deepEqual(withoutOpen(ran, ["a", "new", "gone"]).commands, []);
    assert.deepEqual(changingAnswers(withCommand(EMPTY, "1", "ls")), []);
  });
});
