import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFileAtomically } from "../../../common/atomic-file.ts";

describe("atomic file", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-atomic-"));
    path = join(folder, "file");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("holds the new text, and nothing is left beside it", async () => {
    await writeFileAtomically(path, "one");
    await writeFileAtomically(path, "two");
    assert.equal(await readFile(path, "utf8"), "two");
    assert.deepEqual(await readdir(folder), ["file"]);
  });

  it("is the user's alone, unless it is to be read by others", async function () {
    if (process.platform === "win32") return this.skip();
    await writeFile(path, "", { mode: 0o644 });
    await writeFileAtomically(path, "mine");
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    await writeFileAtomically(path, "everybody's", 0o640);
    assert.equal((await stat(path)).mode & 0o777, 0o640);
  });

  it("is never seen half written", async () => {
    const texts = ["a".repeat(200_000), "b".repeat(300_000)];
    await writeFileAtomically(path, texts[0] ?? "");
    let isWriting = true;
    const write = async () => {
      for (let time = 0; time < 20; time++) await writeFileAtomically(path, texts[time % 2] ?? "");
      isWriting = false;
    };
    const read = async () => {
      while (isWriting) assert.ok(texts.includes(await readFile(path, "utf8")));
    };
    await Promise.all([write(), read()]);
  });

  it("leaves what was there, and nothing else, when it can't be written", async () => {
    await mkdir(join(path, "a folder of that name"), { recursive: true });
    await assert.rejects(writeFileAtomically(path, "text"));
    assert.deepEqual(await readdir(folder, { recursive: true }), ["file", "file/a folder of that name"]);
  });
});
