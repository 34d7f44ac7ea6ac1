/** What `.dependency-cruiser.mjs` can't say of where files lie. */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const SOURCES = ["common", "src", "language-server", "media", "tools", "test", "bench", "eval"];
const MAX_SIBLINGS = 20;
const root = join(import.meta.dirname, "../../..");
const isOurs = (path: string) => !/node_modules|(?:^|\/)\.|^test\/data\//.test(path);
const files = globSync(`{${SOURCES.join(",")}}/**/*.{ts,tsx,mjs}`, { cwd: root })
  .map((path) => path.replaceAll("\\", "/"))
  .filter(isOurs);

describe("where files lie", () => {
  it(`is a folder with at most ${MAX_SIBLINGS} files of code`, () => {
    const siblings = new Map<string, number>();
    for (const folder of files.map((file) => dirname(file)))
      siblings.set(folder, (siblings.get(folder) ?? 0) + 1);
    assert.deepEqual(
      [...siblings].filter(([, count]) => count > MAX_SIBLINGS),
      [],
    );
  });

  it("is mirrored by test/unit: X.test.ts, or X.ASPECT.test.ts, tests X.ts", () => {
    const tests = files.filter((path) => path.startsWith("test/unit/") && path.endsWith(".test.ts"));
    const orphans = tests.filter((path) => {
      if (path.startsWith("test/unit/repository/")) return false;
      const folder = dirname(path).slice("test/unit/".length);
      const [name = ""] = basename(path).split(".");
      return !["ts", "tsx"].some((ending) => existsSync(join(root, folder, `${name}.${ending}`)));
    });
    assert.deepEqual(orphans, []);
  });

  it("is run, where a suite lists its files", () => {
    const index = readFileSync(join(root, "test/editor/index.ts"), "utf8");
    const tests = files.filter((path) => /^test\/editor\/.*\.test\.ts$/.test(path));
    assert.deepEqual(
      tests.filter((path) => !index.includes(`import("./${path.slice("test/editor/".length)}")`)),
      [],
    );
  });
});
