import assert from "node:assert/strict";
import { alternate, samplesOf } from "../../../../bench/against/rounds.ts";
import type { Side } from "../../../../bench/against/side.ts";

const side = (pid: number): Side => ({ pid, complete: () => Promise.reject(new Error("not asked")) });

describe("rounds of both sides", () => {
  it("alternate who begins, one measurement at a time, and don't count the first ones", async () => {
    const order: string[] = [];
    let underWay = 0;
    const measured = await alternate(
      { rounds: 2, warmUps: 1 },
      { ossicle: side(1), llamaCpp: side(2) },
      async ({ pid }, round) => {
        assert.equal(underWay++, 0);
        await Promise.resolve();
        underWay--;
        order.push(`${round}:${pid}`);
        return { value: 10 * pid + round };
      },
    );
    assert.deepEqual(order, ["0:1", "0:2", "1:2", "1:1", "2:1", "2:2"]);
    assert.deepEqual(
      samplesOf(measured, ({ value }) => value),
      { ossicle: [11, 12], llamaCpp: [21, 22] },
    );
  });
});
