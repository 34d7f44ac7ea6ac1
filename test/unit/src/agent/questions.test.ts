import assert from "node:assert/strict";
import { Questions } from "../../../../src/agent/questions.ts";

const QUESTION = {
  text: "Run npm test?",
  actions: [
    { id: "run", label: "Run", isPrimary: true },
    { id: "skip", label: "Skip", isPrimary: false },
  ],
  takesNote: true,
};

describe("Questions", () => {
  let changes = 0;
  let questions: Questions;

  beforeEach(() => {
    changes = 0;
    questions = new Questions(() => changes++);
  });

  const idOf = (threadId: string) => questions.of(threadId)[0]?.id ?? "";

  it("are shown in their thread until they are answered", async () => {
    const reply = questions.ask("one", QUESTION, new AbortController().signal);
    assert.deepEqual(
      questions.of("one").map(({ text }) => text),
      ["Run npm test?"],
    );
    assert.deepEqual(questions.of("other"), []);
    questions.answer(idOf("one"), "skip", " use yarn ");
    assert.deepEqual(await reply, { actionId: "skip", note: "use yarn" });
    assert.deepEqual(questions.of("one"), []);
    assert.equal(changes, 2);
  });

  it("take no answer that wasn't offered, and none a second time", async () => {
    const reply = questions.ask("one", QUESTION, new AbortController().signal);
    const id = idOf("one");
    questions.answer(id, "always");
    questions.answer("other", "run");
    assert.equal(questions.of("one").length, 1);
    questions.answer(id, "run", "  ");
    questions.answer(id, "skip");
    assert.deepEqual(await reply, { actionId: "run" });
  });

  it("go when nobody waits any more", async () => {
    const stop = new AbortController();
    const [one, other] = [
      questions.ask("one", QUESTION, stop.signal),
      questions.ask("two", QUESTION, new AbortController().signal),
    ];
    stop.abort();
    assert.equal(await one, undefined);
    assert.equal(await questions.ask("one", QUESTION, stop.signal), undefined);
    questions.dispose();
    assert.equal(await other, undefined);
    assert.deepEqual(questions.of("two"), []);
  });
});
