import assert from "node:assert/strict";
import { type KnownThread, KnownThreads } from "../../../../src/agent/known-threads.ts";

/** A read that ends when it is told to. */
function slowRead(open: string): { read: () => Promise<KnownThread>; end: () => void } {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    read: async () => {
      await ended;
      return { changes: undefined, answers: [], open: [open] };
    },
    end: () => end(),
  };
}

describe("what is known of a thread", () => {
  it("is what was read last, whatever takes longer", async () => {
    const threads = new KnownThreads();
    threads.expect("t");
    const [before, after] = [slowRead("before"), slowRead("after")];
    const stale = threads.read("t", before.read);
    const latest = threads.read("t", after.read);
    after.end();
    assert.equal(await latest, true);
    before.end();
    assert.equal(await stale, false, "it isn't shown");
    assert.deepEqual(threads.get("t")?.open, ["after"]);
  });

  it("is each of several reads that end in the order in which they began", async () => {
    const threads = new KnownThreads();
    const [first, second] = [slowRead("first"), slowRead("second")];
    const reads = [threads.read("t", first.read), threads.read("t", second.read)];
    first.end();
    assert.equal(await reads[0], true);
    assert.deepEqual(threads.get("t")?.open, ["first"]);
    second.end();
    assert.equal(await reads[1], true);
    assert.deepEqual(threads.withOpen("second"), ["t"]);
    assert.deepEqual(threads.withOpen("first"), []);
  });

  it("doesn't depend on what is read of others, nor on a read that fails", async () => {
    const threads = new KnownThreads();
    const [one, other] = [slowRead("one"), slowRead("other")];
    const first = threads.read("one", one.read);
    const second = threads.read("other", other.read);
    other.end();
    await second;
    await assert.rejects(
      threads.read("one", () => Promise.reject(new Error("gone"))),
      /gone/,
    );
    one.end();
    assert.equal(await first, true);
    assert.deepEqual(threads.get("one")?.open, ["one"]);
  });
});
