import assert from "node:assert/strict";
import { RestartBackoff } from "../../../common/restart-backoff.ts";

describe("restart back-off", () => {
  it("waits longer each time and then gives up", () => {
    const backoff = new RestartBackoff();
    const waits = [0, 1, 2, 3, 4, 5].map((seconds) => backoff.next(seconds * 1_000));
    assert.deepEqual(waits, [100, 1_000, 2_000, 4_000, 8_000, undefined]);
    assert.deepEqual(backoff.crashes, { count: 6, minutes: 3 });
  });

  it("forgets losses of long ago, and all of them when the user restarts", () => {
    const backoff = new RestartBackoff();
    for (let loss = 0; loss < 5; loss++) backoff.next(loss);
    assert.equal(backoff.next(10 * 60_000), 100);
    backoff.reset();
    assert.equal(backoff.next(10 * 60_000 + 1), 100);
  });
});
