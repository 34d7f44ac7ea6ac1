import assert from "node:assert/strict";
import { changesWithin } from "../../../../../language-server/features/chat/fit-changes.ts";

const diff = (path: string, count: number) => [
  `diff --git a/${path} b/${path}`,
  ...Array.from({ length: count - 1 }, (_, index) => `+line ${index} of ${path}`),
];
const names = (...paths: string[]) => [`Changed files: ${paths.length}`, ...paths.map((path) => `- ${path}`)];
const shownOf = (path: string, shown: readonly string[]) => {
  const start = shown.indexOf(`diff --git a/${path} b/${path}`);
  const next = shown.findIndex((line, index) => index > start && line.startsWith("diff --git "));
  return start < 0 ? [] : shown.slice(start, next < 0 ? undefined : next);
};

describe("cutting changes", () => {
  it("leaves what fits as it is", () => {
    const lines = [...names("a.ts"), ...diff("a.ts", 10)];
    assert.deepEqual(changesWithin(lines, lines.length), lines);
  });

  it("shows a small change whole, whatever a lock file has before or after it", () => {
    const list = names("src/gone.ts", "package-lock.json");
    for (const parts of [
      [diff("src/gone.ts", 7), diff("package-lock.json", 6_000)],
      [diff("package-lock.json", 6_000), diff("src/gone.ts", 7)],
    ]) {
      const shown = changesWithin([...list, ...parts.flat()], 100);
      assert.deepEqual(shown.slice(0, 3), list);
      assert.deepEqual(shownOf("src/gone.ts", shown), diff("src/gone.ts", 7));
      const lock = shownOf("package-lock.json", shown);
      assert.deepEqual(lock.slice(0, -1), diff("package-lock.json", 6_000).slice(0, lock.length - 1));
      assert.equal(lock.at(-1), `(${6_000 - lock.length + 1} more lines of this diff)`);
      assert.equal(shown.length, 100, "no room is left unused");
    }
  });

  it("gives a file written by hand all but a glimpse of the lock file", () => {
    const shown = changesWithin([...diff("yarn.lock", 500), ...diff("src/a.ts", 500)], 200);
    assert.equal(shownOf("yarn.lock", shown).length, 8);
    assert.equal(shownOf("src/a.ts", shown).length, 192);
  });

  it("shows a lock file that is alone", () => {
    const shown = changesWithin([...names("yarn.lock"), ...diff("yarn.lock", 500)], 102);
    assert.equal(shownOf("yarn.lock", shown).length, 100);
  });

  it("shows small changes whole before it gives large ones more", () => {
    const lines = [...diff("large.ts", 300), ...diff("small.ts", 20), ...diff("other.ts", 300)];
    const shown = changesWithin(lines, 220);
    assert.deepEqual(shownOf("small.ts", shown), diff("small.ts", 20));
    assert.deepEqual(
      ["large.ts", "other.ts"].map((path) => shownOf(path, shown).length),
      [100, 100],
    );
  });

  it("names files as long as there is room for anything", () => {
    const paths = Array.from({ length: 50 }, (_, index) => `src/${index}.ts`);
    const lines = [...names(...paths), ...paths.flatMap((path) => diff(path, 30))];
    assert.deepEqual(changesWithin(lines, 60).slice(0, 51), names(...paths));
    assert.deepEqual(changesWithin(lines, 10), [...names(...paths).slice(0, 9), "(42 more names)"]);
    assert.deepEqual(changesWithin(lines, 0), []);
  });
});
