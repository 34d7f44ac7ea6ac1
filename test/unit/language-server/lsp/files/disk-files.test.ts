import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DiskFiles } from "../../../../../language-server/lsp/files/disk-files.ts";

describe("files on the disk", () => {
  let folder: string;
  const uri = (name: string) => pathToFileURL(join(folder, name)).href;

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "ossicle-links-")));
    await mkdir(join(folder, "real"));
    await writeFile(join(folder, "real", "a b.ts"), "");
    // Windows has links to folders for everybody.
    await symlink(join(folder, "real"), join(folder, "link"), "junction");
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("are known by where links lead", async () => {
    const files = new DiskFiles();
    assert.equal(await files.realUri(uri("link/a b.ts")), uri("real/a b.ts"));
    assert.equal(await files.realUri(uri("real/a b.ts")), uri("real/a b.ts"));
  });

  it("lead nowhere where there is none", async () => {
    const files = new DiskFiles();
    for (const none of [uri("link/none"), "untitled:a", "file:///%00", "file://%"])
      assert.equal(await files.realUri(none), undefined, none);
  });
});
