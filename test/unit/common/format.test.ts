import assert from "node:assert/strict";
import { bytes, duration, percent } from "../../../common/format.ts";

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
    assert.deepEqual([0, 0.628, 0.999, 1].map(percent), ["0%", "62%", "99%", "100%"]);
  });
});
