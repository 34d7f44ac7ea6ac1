import assert from "node:assert/strict";
import { LiveThreads, type ThreadUpdate } from "../../../../../src/chat/threads/live-threads.ts";
import {
  append,
  bringBack,
  emptied,
  finish,
  openAnswer,
  rename,
  type Thread,
} from "../../../../../src/chat/threads/thread.ts";
import { asked, NOW, talk } from "./threads.ts";

describe("threads in use", () => {
  let updates: (ThreadUpdate & { thread: Thread })[];
  let threads: LiveThreads;

  beforeEach(() => {
    updates = [];
    threads = new LiveThreads((update) => updates.push({ ...update, thread: update.open.thread }));
  });

  it("are changed by steps, each told once with the state that it led to", () => {
    const open = threads.open(talk("t", 1));
    threads.update(open, (thread) => asked(thread, 1, "More"));
    threads.update(open, (thread) => append(thread, "answer", "so"), {
      delta: { channel: "answer", text: "so" },
    });
    const begun = asked(talk("t", 1), 1, "More");
    assert.deepEqual(updates, [
      { open, thread: begun },
      { open, thread: append(begun, "answer", "so"), delta: { channel: "answer", text: "so" } },
    ]);
    assert.equal(open.thread, updates.at(-1)?.thread);
  });

  it("tell nothing of a step that changes nothing", () => {
    const open = threads.open(talk("t", 1));
    threads.update(open, (thread) => append(thread, "answer", "after its end"));
    assert.deepEqual(updates, []);
  });

  it("lose no step when several come close together", async () => {
    const open = threads.open(asked(talk("t", 1), 1, "More"));
    const writes = Array.from({ length: 20 }, async (_, index) => {
      await Promise.resolve();
      threads.update(open, (thread) => append(thread, "answer", `${index} `));
    });
    const renames = ["a", "b"].map(async (title) => {
      await Promise.resolve();
      threads.update(open, (thread) => rename(thread, title));
    });
    await Promise.all([...writes, ...renames]);
    const words = Array.from({ length: 20 }, (_, index) => `${index} `).join("");
    assert.deepEqual([openAnswer(open.thread)?.answer, open.thread.title], [words, "b"]);
  });

  it("lose no step that another one leads to", () => {
    const chained = new LiveThreads(({ open }) =>
      chained.update(open, (thread) => (thread.title ? thread : rename(thread, "Named"))),
    );
    const open = chained.open(asked(talk("t", 1), 1, "More"));
    chained.update(open, (thread) => append(thread, "answer", "so"));
    assert.deepEqual([openAnswer(open.thread)?.answer, open.thread.title], ["so", "Named"]);
  });

  it("have one state each, whoever takes them into use", () => {
    const open = threads.open(talk("t", 1));
    threads.update(open, (thread) => rename(thread, "Mine"));
    // What was read from the file before the step is older.
    assert.equal(threads.open(talk("t", 1)), open);
    assert.equal(threads.find("t"), open);
    assert.equal(open.thread.title, "Mine");
    assert.equal(threads.find("other"), undefined);
  });

  it("stay the same when they get another id", () => {
    const open = threads.open(asked(talk("t", 1), 1, "More"));
    threads.update(open, (thread) => ({ ...thread, id: "fork" }));
    threads.update(open, (thread) => append(thread, "answer", "so"));
    assert.deepEqual([open.thread.id, openAnswer(open.thread)?.answer], ["fork", "so"]);
    assert.equal(threads.find("fork"), open);
    const others = threads.open(talk("t", 3));
    assert.notEqual(others, open);
    assert.deepEqual(others.thread, talk("t", 3));
  });

  it("take no step once they are deleted", () => {
    const open = threads.open(asked(talk("t", 1), 1, "More"));
    threads.close(open);
    threads.update(open, (thread) => finish(thread, { reason: "cancelled" }, NOW));
    assert.deepEqual(updates, []);
    assert.equal(threads.find("t"), undefined);
    assert.notEqual(threads.open(talk("t", 1)), open, "it can be brought back");
  });

  it("keep a title that was given between a step and its undoing", () => {
    const open = threads.open(talk("t", 2));
    const before = open.thread;
    threads.update(open, emptied);
    threads.update(open, (thread) => rename(thread, "Mine"));
    threads.update(open, (thread) => bringBack(thread, before));
    assert.deepEqual(open.thread, { ...before, title: "Mine" });
  });
});
