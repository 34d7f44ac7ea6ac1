import assert from "node:assert/strict";
import { bytes, duration, isoDate, percent } from "../../../common/format.ts";

describe("numbers for the user", () => {
  it("gives sizes in GB, and small ones in MB", () => {
    assert.deepEqual([12_109_549_536, 100e6, 99e6, 2_240_000].map(bytes), [
      "12.1 GB",
      "0.1 GB",
      "99.0 MB",
      "2.2 MB",
    ]);
  });

  it("gives times in ms, and long ones in s", () => {
    assert.deepEqual([0.4, 84.4, 999.4, 1_449].map(duration), ["0 ms", "84 ms", "999 ms", "1.4 s"]);
  });

  it("says 100% only when it is done", () => {
    const shares = [0, 0.29, 0.628, 0.999, 1];
    assert.deepEqual(
      shares.map((share) => percent(share)),
      ["0%", "29%", "62%", "99%", "100%"],
    );
    assert.deepEqual(
      [0.985, 0.99999, 1].map((share) => percent(share, 1)),
      ["98.5%", "99.9%", "100.0%"],
    );
  });

  it("gives a day where the user is", () => {
    assert.equal(isoDate(new Date(2026, 0, 9, 23, 59).getTime()), "2026-01-09");
  });
});
