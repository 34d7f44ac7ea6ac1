import assert from "node:assert/strict";
import type { AgentCommand, AgentQuestion } from "../../../../../src/agent/index.ts";
import { withEvent } from "../../../../../src/chat/threads/agent-step.ts";
import { finish, newThread, openAnswer } from "../../../../../src/chat/threads/thread.ts";
import { withWork } from "../../../../../src/chat/view/agent-view.ts";
import { ThreadView } from "../../../../../src/chat/view/thread-view.ts";
import { asked, called, NOW } from "../threads/threads.ts";

const thread = withEvent(
  asked(newThread("t", "low", NOW), 0, "Test it"),
  "a0",
  called("1", { aim: { kind: "run", command: "npm test" } }),
  "",
);
const question: AgentQuestion = { id: "q", callId: "1", text: "May it run?", actions: [], takesNote: true };
const command = (state: AgentCommand["state"]): AgentCommand => ({
  id: "c",
  callId: "1",
  command: "npm test",
  state,
  since: NOW,
  tail: "ok",
});
const work = (questions: AgentQuestion[], commands: AgentCommand[]) =>
  withWork(new ThreadView().of(thread), openAnswer(thread), {
    questions,
    commands,
    changes: undefined,
    undoable: ["a1"],
  });
const stepOf = ({ messages }: ReturnType<typeof work>) => {
  const last = messages.at(-1);
  const step = last?.role === "assistant" ? last.steps[0] : undefined;
  assert.ok(step?.kind === "call");
  return step;
};

describe("the agent's work in a thread", () => {
  it("can be taken back where an answer has changed files, once it is over", () => {
    const later = asked(finish(thread, { reason: "end" }, NOW), 1, "And?");
    const can = (of: typeof thread) => {
      const { messages } = withWork(new ThreadView().of(of), openAnswer(of), {
        questions: [],
        commands: [],
        changes: undefined,
        undoable: ["a0", "a1"],
      });
      return messages.flatMap((message) => (message.role === "assistant" ? [message.canUndo] : []));
    };
    assert.deepEqual(can(later), [true, false]);
    assert.deepEqual(can(finish(later, { reason: "end" }, NOW)), [true, true]);
  });
});

describe("a step that works", () => {
  it("says that it waits for the user, and not that it runs", () => {
    const { label, target, detail, command: running } = stepOf(work([question], []));
    assert.deepEqual([label, target, detail, running], ["Run {0}", "npm test", "waits for you", undefined]);
  });

  it("has the command that can be stopped; one in the background is listed apart", () => {
    assert.equal(stepOf(work([], [command("running")])).command?.id, "c");
    assert.deepEqual(work([], [command("running")]).commands, []);
    const background = work([], [command("background")]);
    assert.deepEqual([stepOf(background).command, background.commands.length], [undefined, 1]);
  });
});
