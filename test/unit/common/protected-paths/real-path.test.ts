import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathInside, realPathOf } from "../../../../common/protected-paths/real-path.ts";

describe("the real path", () => {
  let place: string;
  beforeEach(async () => {
    place = await realpath(await mkdtemp(join(tmpdir(), "ossicle-links-")));
    await mkdir(join(place, "home"));
    await mkdir(join(place, "work", "src"), { recursive: true });
    await writeFile(join(place, "home", ".bashrc"), "");
    await writeFile(join(place, "work", "src", "a.ts"), "");
  });
  afterEach(() => rm(place, { recursive: true, force: true }));

  /** Where a path in the folder "work" leads: within it, or out of it. */
  const inWork = async (path: string) =>
    pathInside(join(place, "work"), await realPathOf(join(place, "work", path)));
  const link = (target: string, path: string) => symlink(target, join(place, "work", path));

  it("of a file or folder, which need not be there, is its own", async () => {
    assert.equal(await inWork("src/a.ts"), "src/a.ts");
    assert.equal(await inWork("src/new/deep/b.ts"), "src/new/deep/b.ts");
    assert.equal(await inWork("src/../src/a.ts"), "src/a.ts");
  });

  it("through a link to a folder is where the link leads, also for a new file", async function () {
    if (process.platform === "win32") this.skip();
    await link("../home", "docs");
    await link("src", "code");
    assert.equal(await inWork("docs/.bashrc"), undefined);
    assert.equal(await inWork("docs/new/.profile"), undefined);
    assert.equal(await inWork("code/new.ts"), "src/new.ts");
  });

  it("of a link to a file is that file, also where it isn't there yet", async function () {
    if (process.platform === "win32") this.skip();
    await link(join(place, "home", ".bashrc"), "src/notes.sh");
    await link("../../home/.profile", "src/later.sh");
    await link("a.ts", "src/b.ts");
    assert.equal(await inWork("src/notes.sh"), undefined);
    assert.equal(await inWork("src/later.sh"), undefined);
    assert.equal(await inWork("src/b.ts"), "src/a.ts");
  });

  it("of links in a circle can't be told", async function () {
    if (process.platform === "win32") this.skip();
    await link("two", "one");
    await link("one", "two");
    await link("missing/../three", "three");
    await assert.rejects(inWork("one/a.ts"));
    await assert.rejects(inWork("three"));
  });

  it("is inside a folder only beneath it", () => {
    const folder = join(place, "work");
    assert.equal(pathInside(folder, folder), undefined);
    assert.equal(pathInside(folder, join(place, "work-2", "a.ts")), undefined);
    assert.equal(pathInside(folder, join(folder, "..a.ts")), "..a.ts");
  });
});
