/** How many of the names get through that public scanners and ignore lists have. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mayHoldSecrets } from "../../../../common/secrets/secret-names.ts";

const MAX_MISSED_OF_OTHERS = 0.05;

const names = readFileSync(new URL("data/secret-names.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));
const isDevelopedWith = (name: string) => (createHash("sha256").update(name).digest()[0] ?? 0) % 2 === 0;
const missed = (of: readonly string[]) =>
  of.filter((name) => !mayHoldSecrets(`/w/conf/${name}`, `conf/${name}`));

describe("names that hold secrets elsewhere", () => {
  it("are enough to measure by", () => assert.ok(new Set(names).size >= 200));

  it("are known, all that the rules were developed with", () =>
    assert.deepEqual(missed(names.filter(isDevelopedWith)), []));

  it("are known, all but a few that they were not developed with", () => {
    const others = names.filter((name) => !isDevelopedWith(name));
    assert.ok(missed(others).length <= others.length * MAX_MISSED_OF_OTHERS, missed(others).join(", "));
  });
});
