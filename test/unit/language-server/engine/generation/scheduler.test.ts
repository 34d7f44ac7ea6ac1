import assert from "node:assert/strict";
import { mock } from "node:test";
import { Scheduler } from "../../../../../language-server/engine/generation/scheduler.ts";
import { Watchdog } from "../../../../../language-server/engine/process/watchdog.ts";

const never = new AbortController().signal;

const newScheduler = (limitMs = 60_000, onHang = () => {}) =>
  new Scheduler(new Watchdog({ limitMs, onHang }));

/** Lets everything that can run now run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("scheduler", () => {
  it("gives the next turn to a completion that arrives while a chat is under way", async () => {
    const scheduler = newScheduler();
    const order: string[] = [];
    const chat = scheduler.enter("chat");
    let endFirstTurn = () => {};
    const first = chat.turn(() => new Promise<void>((resolve) => (endFirstTurn = resolve)), never);
    await settle();
    const completion = scheduler.enter("completion");
    const urgent = completion.turn(async () => void order.push("completion"), never);
    const second = first.then(() => chat.turn(async () => void order.push("chat"), never));
    endFirstTurn();
    await urgent;
    await settle();
    assert.deepEqual(order, ["completion"], "the chat waits until the completion has left");
    completion.leave();
    await second;
    assert.deepEqual(order, ["completion", "chat"]);
  });

  it("knows of a job that it waits for another one of its lane", () => {
    const scheduler = newScheduler();
    const chat = scheduler.enter("chat");
    assert.deepEqual([chat.isBehind, scheduler.enter("completion").isBehind], [false, false]);
    assert.equal(scheduler.enter("chat").isBehind, true);
  });

  it("runs one turn at a time and keeps first come, first served within a lane", async () => {
    const scheduler = newScheduler();
    let running = 0;
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3].map(async (id) => {
        const job = scheduler.enter("completion");
        for (let turn = 0; turn < 3; turn++)
          await job.turn(async () => {
            assert.equal(++running, 1);
            await settle();
            order.push(id);
            running--;
          }, never);
        job.leave();
      }),
    );
    assert.deepEqual(order, [1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });

  it("serves the most urgent lane first: completions, edits, chat, side requests, warm-ups", async () => {
    const scheduler = newScheduler();
    const lanes = ["warm", "side", "chat", "edit", "completion"] as const;
    const order: string[] = [];
    const jobs = lanes.map((lane) => ({ lane, job: scheduler.enter(lane) }));
    await Promise.all(
      jobs.map(async ({ lane, job }) => {
        await job.turn(async () => void order.push(lane), never);
        job.leave();
      }),
    );
    assert.deepEqual(order, lanes.toReversed());
  });

  it("ends a waiting turn at once when it is cancelled, and serves the others", async () => {
    const scheduler = newScheduler();
    const first = scheduler.enter("completion");
    const cancelled = scheduler.enter("completion");
    const third = scheduler.enter("warm");
    const cancel = new AbortController();
    const waiting = cancelled.turn(async () => assert.fail("must not run"), cancel.signal);
    const served = third.turn(async () => "served", never);
    cancel.abort();
    await assert.rejects(waiting, { name: "AbortError" });
    cancelled.leave();
    first.leave();
    assert.equal(await served, "served");
    third.leave();
    assert.equal(scheduler.size, 0);
  });

  it("interrupts a turn that can end early when it is cancelled or a more urgent job comes, and no other", async () => {
    const scheduler = newScheduler();
    const cancel = new AbortController();
    const edit = scheduler.enter("edit");
    let interrupts = 0;
    let end = () => {};
    const turn = edit.turn((whenInterrupted) => {
      whenInterrupted(() => interrupts++);
      return new Promise<void>((resolve) => (end = resolve));
    }, cancel.signal);
    await settle();
    const others = (["edit", "chat", "warm"] as const).map((lane) => scheduler.enter(lane));
    assert.equal(interrupts, 0);
    others.push(scheduler.enter("completion"));
    assert.equal(interrupts, 1);
    cancel.abort();
    assert.equal(interrupts, 2);
    end();
    await turn;
    others.push(scheduler.enter("completion"));
    assert.equal(interrupts, 2, "the turn is over");
  });

  it("interrupts at once what has been cancelled before it says that it can end early", async () => {
    const cancel = new AbortController();
    let isInterrupted = false;
    await newScheduler()
      .enter("chat")
      .turn(async (whenInterrupted) => {
        cancel.abort();
        whenInterrupted(() => {
          isInterrupted = true;
        });
      }, cancel.signal);
    assert.ok(isInterrupted);
  });

  it("tells when a turn never ends", async () => {
    const hung = new Promise<void>((resolve) => {
      const job = newScheduler(5, resolve).enter("chat");
      void job.turn(() => new Promise(() => {}), never);
    });
    const keepAlive = setInterval(() => {}, 10);
    await hung;
    clearInterval(keepAlive);
  });

  it("gives a turn of many steps all the time that it needs", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    let hangs = 0;
    const limitMs = 1_000;
    const job = newScheduler(limitMs, () => hangs++).enter("chat");
    await job.turn(async (_, alive) => {
      for (let token = 0; token < 5; token++) {
        mock.timers.tick(limitMs - 1);
        alive();
      }
    }, never);
    mock.timers.reset();
    assert.equal(hangs, 0);
  });

  it("gives the turn back when the work fails", async () => {
    const scheduler = newScheduler();
    const job = scheduler.enter("edit");
    await assert.rejects(
      job.turn(() => Promise.reject(new Error("broken")), never),
      /broken/,
    );
    assert.equal(await job.turn(async () => 1, never), 1);
  });
});
