import assert from "node:assert/strict";
import inspector from "node:inspector";
import { mock } from "node:test";
import { Watchdog } from "../../../../../language-server/engine/process/watchdog.ts";

const LIMIT_MS = 1_000;

describe("hang watch", () => {
  let hangs = 0;
  let watch: Watchdog;
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    hangs = 0;
    watch = new Watchdog({ limitMs: LIMIT_MS, onHang: () => hangs++ });
  });
  afterEach(() => mock.timers.reset());

  it("tells of a call that never returns", () => {
    void watch.watch(() => new Promise(() => {}));
    mock.timers.tick(LIMIT_MS - 1);
    assert.equal(hangs, 0);
    mock.timers.tick(1);
    assert.equal(hangs, 1);
  });

  it("lets a process with a debugger stop for as long as it likes", () => {
    const url = mock.method(inspector, "url", () => "ws://127.0.0.1:6010/id");
    void watch.watch(() => new Promise(() => {}));
    mock.timers.tick(3 * LIMIT_MS);
    url.mock.restore();
    assert.equal(hangs, 0);
  });

  it("gives a call that shows signs of life all the time that it needs", async () => {
    const answer = await watch.watch(async (alive) => {
      for (let step = 0; step < 5; step++) {
        mock.timers.tick(LIMIT_MS - 1);
        alive();
      }
      return "loaded";
    });
    assert.deepEqual([answer, hangs], ["loaded", 0]);
  });

  it("forgets a call that has returned, and one that has failed", async () => {
    assert.equal(await watch.watch(async () => 1), 1);
    await assert.rejects(
      watch.watch(() => Promise.reject(new Error("broken"))),
      /broken/,
    );
    mock.timers.tick(3 * LIMIT_MS);
    assert.equal(hangs, 0);
  });
});
