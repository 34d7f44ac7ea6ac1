import assert from "node:assert/strict";
import { ofTwoTries, type Results } from "../../results.ts";

const test = (fullTitle: string) => ({ fullTitle, err: {} });
const results = (passes: string[], failures: string[]): Results => ({
  stats: { passes: passes.length, pending: 0, duration: 1_000 },
  passes: passes.map(test),
  failures: failures.map(test),
  pending: [],
});

/** What passed and what failed. */
function told(first: Results, second: Results): [string[], string[]] {
  const { passes, failures, stats } = ofTwoTries(first, second);
  assert.equal(stats.passes, passes.length);
  const titles = (tests: Results["passes"]) => tests.map(({ fullTitle }) => fullTitle);
  return [titles(passes), titles(failures)];
}

describe("results of two tries", () => {
  it("count a test once, and as passed where it passed in either", () => {
    const first = results(["a", "b"], ["c", "d"]);
    assert.deepEqual(told(first, results(["a", "c"], ["b", "d"])), [["a", "b", "c"], ["d"]]);
  });

  it("hold what fails only now, as the first try did not come to it", () => {
    const first = results(["a"], ['"before all" hook']);
    assert.deepEqual(told(first, results(["b"], ["c"])), [["a", "b"], ["c"]]);
  });
});
