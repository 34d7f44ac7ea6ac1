import assert from "node:assert/strict";
import { RestartPolicy } from "../../../common/restart-policy.ts";

const MINUTE_MS = 60_000;

describe("restart policy", () => {
  let now = 0;
  const policyAt = (time: number) => {
    now = time;
    return new RestartPolicy(() => now);
  };

  it("waits longer each time and gives up at the sixth crash within three minutes", () => {
    const policy = policyAt(0);
    const waits = Array.from({ length: 6 }, () => {
      now += 10_000;
      return policy.next();
    });
    assert.deepEqual(waits, [100, 1_000, 2_000, 4_000, 8_000, undefined]);
    assert.deepEqual(policy.crashes, { count: 6, minutes: 3 });
  });

  it("starts over once the earlier crashes are three minutes past", () => {
    const policy = policyAt(0);
    for (let index = 0; index < 5; index++) policy.next();
    now = 3 * MINUTE_MS - 1;
    assert.equal(policy.next(), undefined);
    now = 3 * MINUTE_MS;
    assert.equal(policy.next(), 100);
  });

  it("goes on forever with a process that crashes once a minute", () => {
    const policy = policyAt(0);
    for (let index = 0; index < 100; index++) {
      assert.notEqual(policy.next(), undefined);
      now += MINUTE_MS;
    }
  });

  it("forgets the past when the user asks for a restart", () => {
    const policy = policyAt(0);
    for (let index = 0; index < 6; index++) policy.next();
    policy.reset();
    assert.equal(policy.next(), 100);
  });
});
