import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { LatestWork } from "../../../common/latest-work.ts";

describe("work of which only the latest request counts", () => {
  it("answers everyone who asked with what became of the latest", async () => {
    const work = new LatestWork<string>();
    const first = deferred<string>();
    work.start(() => first.promise);
    const early = work.settled();
    work.start(async () => "second");
    const late = work.settled();
    await setImmediate();
    first.resolve("first");
    assert.deepEqual(await Promise.all([early, late]), ["second", "second"]);
  });

  it("tells work that it is overtaken", async () => {
    const work = new LatestWork<boolean>();
    const first = deferred<void>();
    const told: boolean[] = [];
    work.start(async (isOvertaken) => {
      told.push(isOvertaken());
      await first.promise;
      told.push(isOvertaken());
      return false;
    });
    work.start(async (isOvertaken) => {
      first.resolve();
      await setImmediate();
      return isOvertaken();
    });
    assert.equal(await work.settled(), false);
    assert.deepEqual(told, [false, true]);
  });

  it("has nothing to say when none is under way", async () => {
    const work = new LatestWork<string>();
    assert.equal(await work.settled(), undefined);
    work.start(async () => "done");
    assert.equal(work.isUnderWay, true);
    assert.equal(await work.settled(), "done");
    await setImmediate();
    assert.deepEqual([work.isUnderWay, await work.settled()], [false, undefined]);
  });

  it("stays under way when an earlier one ends last", async () => {
    const work = new LatestWork<string>();
    const [first, second] = [deferred<string>(), deferred<string>()];
    work.start(() => first.promise);
    work.start(() => second.promise);
    first.resolve("first");
    await setImmediate();
    assert.equal(work.isUnderWay, true);
    second.resolve("second");
    assert.equal(await work.settled(), "second");
  });

  it("fails as the latest does", async () => {
    const work = new LatestWork<string>();
    work.start(() => Promise.reject(new Error("no space")));
    await assert.rejects(work.settled(), /no space/);
    await setImmediate();
    assert.equal(work.isUnderWay, false);
  });
});

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
